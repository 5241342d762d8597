import { expect, test } from 'vitest';
import { spiLine } from '../../../src/output/sas/spi-line.ts';

test('an SPI without an agreement: none of its packets has a key', () => {
  const ends = { source: '10.0.0.9', destination: '10.0.0.1', spi: 0xabc };
  const line = spiLine({ ...ends, packets: 3, duplicates: 1, firstFrame: 5, lastFrame: 9 });
  expect(JSON.parse(line)).toEqual({
    type: 'spi',
    src: '10.0.0.9',
    dst: '10.0.0.1',
    spi: '0x00000abc',
    packets: 3,
    duplicates: 1,
    firstFrame: 5,
    lastFrame: 9,
    noKey: 3,
  });
});
