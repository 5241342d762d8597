import { expect, test } from 'vitest';
import { memoryOf, unpackedOf } from '../../../src/cli/inputs/memory-option.ts';
import { EXIT } from '../../../src/cli/terminal/terminal.ts';

test.each([
  [undefined, null],
  ['16777216', 16 * 1024 ** 2],
  ['20000K', 20_000 * 1024],
  ['256M', 256 * 1024 ** 2],
  ['256m', 256 * 1024 ** 2],
  ['2G', 2 * 1024 ** 3],
])('%s is %s bytes', (text, bytes) => {
  expect(memoryOf(text)).toBe(bytes);
});

test.each([
  '',
  '0',
  'M',
  '1.5G',
  '-1G',
  '256MB',
  '256 M',
  '1e9',
  '0x10000000',
  '15M',
  '2000G',
  'NaN',
  'Infinity',
])('%j is refused', text => {
  expect(() => memoryOf(text)).toThrow(expect.objectContaining({ exitCode: EXIT.USAGE }));
});

test('--max-unpacked takes any size', () => {
  expect(unpackedOf(undefined)).toBeNull();
  expect(unpackedOf('1')).toBe(1);
  expect(unpackedOf('20G')).toBe(20 * 1024 ** 3);
  for (const text of ['0', '', 'much', '-1', '2000G'])
    expect(() => unpackedOf(text)).toThrow(expect.objectContaining({ exitCode: EXIT.USAGE }));
});
