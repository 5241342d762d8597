import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('without options every case is measured', () => {
  const { cases } = readOptions([]);
  expect(cases.map(({ name }) => name)).toEqual([
    '1',
    '200',
    '1000',
    '2000',
    '10000',
    'million',
    'ipv6',
    'tcp',
    'md5-null',
    'mixed',
  ]);
});

test('cases and programs can be chosen', () => {
  const { cases } = readOptions(['--only', '1,tcp', '--programs', 'sas,one thread', '--no-tshark']);
  expect(cases.map(({ name, programs, tsharkRuns }) => [name, programs, tsharkRuns])).toEqual([
    ['1', ['sas', 'one thread'], 0],
    ['tcp', ['sas', 'one thread'], 0],
  ]);
});

test('quick cases are small', () => {
  for (const { capture, runs, tsharkRuns } of readOptions(['--quick']).cases) {
    expect(capture.ues * (5 + 2 * capture.pairs)).toBeLessThan(11_000);
    expect([runs, tsharkRuns]).toEqual([1, 0]);
  }
});

test('names that are not known are refused', () => {
  expect(() => readOptions(['--only', '1,2'])).toThrow('--only: expected some of 1, 200, 1000');
  expect(() => readOptions(['--programs', 'all'])).toThrow("found 'all'");
});
