import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostNames } from '../../../src/output/names/host-names.ts';

const HOSTS = new HostNames(
  new Map([
    ['10.0.0.1', 'pcscf'],
    ['fd10::2', 'ue1'],
  ]),
);

test('the name of an address, or the address', () => {
  expect(['10.0.0.1', '10.0.0.9'].map(address => HOSTS.of(address))).toEqual(['pcscf', '10.0.0.9']);
});

test.each([
  ['from 10.0.0.1 to 10.0.0.9.', 'from pcscf (10.0.0.1) to 10.0.0.9.'],
  ['to 10.0.0.1.', 'to pcscf (10.0.0.1).'],
  ['10.0.0.1:5060 answers', 'pcscf (10.0.0.1:5060) answers'],
  ['(10.0.0.1)', '(pcscf (10.0.0.1))'],
  ['FD10:0::2, [fd10::2]:5060', 'ue1 (FD10:0::2), ue1 ([fd10::2]:5060)'],
])('%j becomes %j', (text, named) => {
  expect(HOSTS.inText(text)).toBe(named);
});

test.each([
  'bf7cc755f6c6@10.0.0.1',
  'a-10.0.0.1',
  '10.0.0.1-x',
  'sip:10.0.0.1',
  '110.0.0.1',
  '10.0.0.11',
  '10.0.0.1.5',
  '00:30:01.305525 dead beef 1:2',
])('%j is a part of something else, or none', text => {
  expect(HOSTS.inText(text)).toBe(text);
});

test('without names every text stays', () => {
  fc.assert(fc.property(fc.string(), text => new HostNames().inText(text) === text));
});
