import { describe, expect, test } from 'vitest';
import { SegmentBuffer } from '../../../src/net/stream/segment-buffer.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { FLOW, segment } from '../support.ts';

const ORIGIN = segment(FLOW, { sequence: 1 });

function insert(buffer: SegmentBuffer, position: number, text: string, from = 0, missing = 0): void {
  const bytes = latin1(`_${text}_`);
  buffer.insert(position, from, bytes, 1, bytes.length - 1, missing, ORIGIN);
}

/** All segments: position, text, missing. */
function drain(buffer: SegmentBuffer): [number, string, number][] {
  const all: [number, string, number][] = [];
  for (let held = buffer.shift(); held !== undefined; held = buffer.shift())
    all.push([held.position, String.fromCharCode(...held.bytes), held.missing]);
  return all;
}

describe('SegmentBuffer', () => {
  test('keeps order, and the first bytes where segments overlap', () => {
    const buffer = new SegmentBuffer();
    insert(buffer, 10, 'klmn');
    insert(buffer, 20, 'uv');
    insert(buffer, 8, 'IJKLMNOPQRSTUVWX');
    expect(drain(buffer)).toEqual([
      [8, 'IJ', 0],
      [10, 'klmn', 0],
      [14, 'OPQRST', 0],
      [20, 'uv', 0],
      [22, 'WX', 0],
    ]);
  });

  test('finds a segment that says something else than what is held', () => {
    const buffer = new SegmentBuffer();
    insert(buffer, 10, 'klmn');
    insert(buffer, 20, 'uv', 0, 2);
    const contradicts = (position: number, text: string) =>
      buffer.contradicts(position, latin1(`_${text}_`), 1, text.length + 1);
    expect(
      ['abcdefghi', 'ijklmnopqrstuvwx', 'jkX', 'lmnXXXXXXu', 'vX', 'wX'].map((text, i) =>
        contradicts([1, 8, 9, 11, 21, 22][i] as number, text),
      ),
    ).toEqual([false, false, true, false, false, false]);
    expect(contradicts(8, 'ijklmnopqrstX')).toBe(true);
  });

  test('takes nothing from before the position that was delivered', () => {
    const buffer = new SegmentBuffer();
    insert(buffer, 8, 'ijkl', 10);
    insert(buffer, 2, 'cdef', 10);
    expect(drain(buffer)).toEqual([[10, 'kl', 0]]);
  });

  test('what the snap length cut is kept as missing, and cut by its neighbours too', () => {
    const buffer = new SegmentBuffer();
    insert(buffer, 16, 'qr');
    insert(buffer, 10, 'klm', 0, 12);
    expect(drain(buffer)).toEqual([
      [10, 'klm', 3],
      [16, 'qr', 0],
      [18, '', 7],
    ]);
  });

  test('costs more than its bytes, and nothing when it is empty', () => {
    const buffer = new SegmentBuffer();
    insert(buffer, 1, 'a');
    insert(buffer, 3, 'b');
    expect(buffer.cost).toBeGreaterThan(100);
    drain(buffer);
    expect([buffer.cost, buffer.first]).toEqual([0, undefined]);
  });

  test('copies what it holds', () => {
    const buffer = new SegmentBuffer();
    const bytes = latin1('abc');
    buffer.insert(0, 0, bytes, 0, 3, 0, ORIGIN);
    bytes.fill(0);
    expect(drain(buffer)).toEqual([[0, 'abc', 0]]);
  });
});
