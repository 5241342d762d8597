import { expect, test } from 'vitest';
import { ueKey, ueKeys } from '../../../src/diagnosis/cases/ue-address.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1/32', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '20010db800010002'],
  ['2001:db8:1:2::/64', '20010db800010002'],
  ['fe80::1', null],
  ['0.0.0.0', null],
  ['::', null],
  ['ue.example', null],
  ['', null],
])('%s', (text, key) => {
  expect(ueKey(text)).toBe(key);
});

test('each once', () => {
  expect([...ueKeys(['2001:db8::1', '2001:db8::2', 'x', '10.0.0.1'])]).toEqual([
    '20010db800000000',
    '10.0.0.1',
  ]);
});
