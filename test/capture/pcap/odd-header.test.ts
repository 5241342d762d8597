import { expect, test } from 'vitest';
import { oddityOf } from '../../../src/capture/pcap/odd-header.ts';

const header = (timestampSeconds: number, capturedLength: number, originalLength: number) => ({
  timestampSeconds,
  timestampMicroseconds: 0,
  capturedLength,
  originalLength,
});

test.each([
  ['a plain one', header(100, 60, 60), 99, null],
  ['the first, whatever its time', header(1, 60, 60), -1, null],
  ['lengths beyond all frames', header(100, 300_000, 300_000), 99, ['caplen-too-large', false]],
  ['more captured than sent', header(100, 61, 60), 99, ['pcap-record-header', true]],
  ['a time two days before', header(100_000, 60, 60), 300_000, ['pcap-record-header', true]],
  ['zeros', header(0, 0, 0), 0, ['pcap-record-header', true]],
])('%s', (_, words, lastSeconds, expected) => {
  const oddity = oddityOf(words, lastSeconds);
  expect(oddity === null ? null : [oddity.code, oddity.mayBeRight]).toEqual(expected);
});
