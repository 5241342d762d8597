import { expect, test } from 'vitest';
import { RecordParser } from '../../../src/capture/pcap/record-parser.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';

const FILE = pcapFile(
  [1, 2].map(n => ({ seconds: n, nanoseconds: 0, data: new Uint8Array(5).fill(n) })),
  { linkType: 1 },
);

test.each([1, 7, 100])('records that come in pieces of %d bytes', size => {
  const seen: unknown[] = [];
  const parser = new RecordParser(
    FILE.subarray(0, 24),
    ({ timestampSeconds, capturedLength }) => seen.push([timestampSeconds, capturedLength]),
    data => seen.push([...data]),
  );
  for (let at = 24; at < FILE.length; at += size) parser.take(FILE.slice(at, at + size));
  expect(seen).toEqual([
    [1, 5],
    [1, 1, 1, 1, 1],
    [2, 5],
    [2, 2, 2, 2, 2],
  ]);
  expect(parser.left.length).toBe(0);
});

test('what it has not used is left', () => {
  const parser = new RecordParser(
    FILE.subarray(0, 24),
    () => {},
    () => {},
  );
  parser.take(FILE.slice(24, 34));
  expect([...parser.left]).toEqual([...FILE.subarray(24, 34)]);
});
