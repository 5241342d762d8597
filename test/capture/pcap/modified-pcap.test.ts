import { expect, test } from 'vitest';
import { extraLengthOf } from '../../../src/capture/pcap/modified-pcap.ts';
import { concat, pcapFile } from '../../support/captures/pcap-file.ts';
import { bytesFrom } from '../read-all.ts';

const LAYOUT = { bigEndian: true, unitsPerSecond: 1_000_000, extraLength: 0, lengthsMaySwap: false };

function records(count: number, extra: number): Uint8Array {
  const one = pcapFile([{ seconds: 1_700_000_000, nanoseconds: 0, data: bytesFrom(1, 30) }], {
    linkType: 1,
    bigEndian: true,
  }).subarray(24);
  const longer = concat([one.subarray(0, 16), new Uint8Array(extra), one.subarray(16)]);
  return concat(Array.from({ length: count }, () => longer));
}

test.each([0, 8, 12])('%d bytes more: known from the first records', extra => {
  expect(extraLengthOf(records(3, extra), false, LAYOUT)).toBe(extra);
  expect(extraLengthOf(records(1, extra).subarray(0, 40), false, LAYOUT)).toBeNull();
  expect(extraLengthOf(records(1, extra), true, LAYOUT)).toBe(extra);
});

test('the usual 8 when the records do not tell', () => {
  expect(extraLengthOf(new Uint8Array(0), true, LAYOUT)).toBe(8);
  expect(extraLengthOf(new Uint8Array(500).fill(0xff), false, LAYOUT)).toBe(8);
});
