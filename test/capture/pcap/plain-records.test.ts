import { expect, test } from 'vitest';
import { FrameRows } from '../../../src/capture/frame-rows.ts';
import { addPlainRecords } from '../../../src/capture/pcap/plain-records.ts';

const LAYOUT = { bigEndian: false, unitsPerSecond: 1_000_000, extraLength: 0, lengthsMaySwap: false };

/** A record with its header words and as many bytes as `captured`. */
function record(seconds: number, fraction: number, captured: number, original: number): Uint8Array {
  const bytes = new Uint8Array(16 + Math.min(captured, 1000));
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [seconds, fraction, captured, original].entries())
    view.setUint32(4 * i, word, true);
  return bytes;
}

function walk(records: readonly Uint8Array[], layout = LAYOUT, lastSeconds = 100): [number, number] {
  const bytes = Uint8Array.from(records.flatMap(one => [...one]));
  const rows = new FrameRows();
  return [addPlainRecords(rows, bytes, 0, layout, 0, lastSeconds), rows.length];
}

const PLAIN = record(100, 1, 10, 10);

test('plain records become rows', () => expect(walk([PLAIN, PLAIN])).toEqual([52, 2]));

test.each([
  ['a captured length above the original one', record(100, 1, 10, 9)],
  ['no bytes', record(100, 1, 0, 10)],
  ['a captured length above the largest', record(100, 1, 300_000, 300_000)],
  ['a fraction of a second or more', record(100, 1_000_000, 10, 10)],
  ['a time far away', record(100 + 31 * 86_400, 1, 10, 10)],
  ['no time', record(0, 1, 10, 10)],
])('it stops before %s', (_, odd) => expect(walk([PLAIN, odd, PLAIN])).toEqual([26, 1]));

test.each([20, 8])('it stops before a record of which only %d bytes are there', length =>
  expect(walk([PLAIN, PLAIN.subarray(0, length)])).toEqual([26, 1]),
);

test('records with more in their headers, or lengths in either order, are left to the reader', () => {
  expect(walk([PLAIN], { ...LAYOUT, extraLength: 8 })).toEqual([0, 0]);
  expect(walk([PLAIN], { ...LAYOUT, lengthsMaySwap: true })).toEqual([0, 0]);
});
