import { expect, test } from 'vitest';
import { closedWords } from '../../../../src/output/text/decode/esp-words.ts';

test('only what stayed closed has words', () => {
  expect((['decoded', 'dummy', 'duplicate'] as const).map(closedWords)).toEqual([null, null, null]);
  expect((['no-key', 'unknown-spi', 'bad-icv'] as const).map(closedWords)).toEqual([
    'no key',
    'unknown SPI',
    'bad ICV',
  ]);
});
