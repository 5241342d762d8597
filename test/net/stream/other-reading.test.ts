import { describe, expect, test } from 'vitest';
import type { Origin } from '../../../src/model/origin.ts';
import { OtherReading, overlay, type Piece, partOf } from '../../../src/net/stream/other-reading.ts';
import type { StreamConsumer } from '../../../src/net/stream/stream-consumer.ts';
import { latin1 } from '../../support/captures/packets.ts';

function piece(position: number, text: string, frame = 1): Piece {
  const origin: Origin = { file: 0, frame, frames: null, seconds: 0, nanoseconds: 0, protection: null };
  return { position, bytes: latin1(text), origin };
}

const shown = (pieces: readonly Piece[]) =>
  pieces.map(({ position, bytes, origin }) => [position, Buffer.from(bytes).toString(), origin.frame]);

test('a part of pieces, and one laid over others', () => {
  const pieces = [piece(10, 'abc'), piece(13, 'def')];
  expect(shown(partOf(pieces, 12, 14))).toEqual([
    [12, 'c', 1],
    [13, 'd', 1],
  ]);
  expect(shown(overlay(pieces, piece(11, 'XXX', 2)))).toEqual([
    [10, 'a', 1],
    [11, 'XXX', 2],
    [14, 'ef', 1],
  ]);
  expect(shown(overlay(pieces, piece(8, 'YYY', 2))).map(([, text]) => text)).toEqual(['YYY', 'bc', 'def']);
});

/** Each byte but `.` is a message by itself; `.` waits. */
function letters(first: { unfinished: number }, found: string[], ended: string[]): StreamConsumer {
  const consumer = (takes: () => boolean): StreamConsumer => {
    let waits = 0;
    return {
      data: (bytes, start, end) => {
        for (const byte of bytes.subarray(start, end)) {
          waits = byte === 0x2e ? waits + 1 : 0;
          if (byte !== 0x2e && takes()) found.push(String.fromCharCode(byte));
        }
      },
      gap: () => {},
      end: () => ended.push('end'),
      get unfinished() {
        return waits;
      },
    };
  };
  return {
    ...consumer(() => false),
    get unfinished() {
      return first.unfinished;
    },
    reread: (_midstream, gate) => consumer(() => gate.takes()),
  };
}

describe('only what has bytes that differ is wanted', () => {
  test.each([
    ['ab', 'cd', 'ef', 0, 'cd', true],
    ['ab', 'c.', 'ef', 0, 'ce', true],
    ['ab', '..', '..', 0, '', false],
    // With the first bytes nothing was found since.
    ['ab', 'cd', 'ef', -1, 'cdef', false],
    ['ab', 'cd', 'ef', 4, 'cdef', false],
    ['ab', 'cd', 'ef', 3, 'cd', true],
  ])('of %s, %s, %s with %s %i', (before, differing, behind, unfinished, expected, isOver) => {
    const found: string[] = [];
    const ended: string[] = [];
    const reading = new OtherReading(letters({ unfinished }, found, ended));
    reading.open(false);
    reading.read([piece(0, before)], [piece(2, differing)], [piece(4, behind)]);
    expect([found.join(''), reading.isOver, ended.length]).toEqual([expected, isOver, isOver ? 1 : 0]);
    if (!isOver) reading.feed(piece(6, 'g'));
    if (!isOver) expect(found.join('')).toBe(`${expected}g`);
  });
});

test('without a parser for it nothing is read', () => {
  const reading = new OtherReading({ data: () => {}, gap: () => {}, end: () => {} });
  reading.open(true);
  expect(reading.isOver).toBe(true);
});
