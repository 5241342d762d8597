import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DiameterStreamFramer, isMessageStart } from '../../src/diameter/stream-framer.ts';
import type { Origin } from '../../src/model/origin.ts';
import { avp, diameter } from '../support/captures/diameter.ts';
import { join } from '../support/captures/packets.ts';

const ORIGIN: Origin = { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection: null };
const MESSAGES = [280, 303, 303, 301].map((command, i) =>
  diameter({ command, application: 0, request: true }, avp(1, 0, new Uint8Array(10 * i))),
);
const STREAM = join(...MESSAGES);

function framed(midstream = false): { framer: DiameterStreamFramer; commands: number[] } {
  const commands: number[] = [];
  const framer = new DiameterStreamFramer(midstream, ({ command, avps }) => {
    commands.push(command + (avps[0]?.data.length ?? 0) / 1000);
  });
  return { framer, commands };
}

const ALL = [280, 303.01, 303.02, 301.03];

describe('DiameterStreamFramer', () => {
  test('the messages do not depend on the segments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), sizes => {
        const { framer, commands } = framed();
        let at = 0;
        for (const size of [...sizes, STREAM.length]) {
          const end = Math.min(at + size, STREAM.length);
          if (end > at) framer.data(STREAM, at, end, ORIGIN);
          at = end;
        }
        expect(commands).toEqual(ALL);
      }),
    );
  });

  test('a message names the frames that carried it, and no others', () => {
    const frames: (readonly number[])[] = [];
    const framer = new DiameterStreamFramer(false, (_, carriers) => frames.push(carriers));
    // The messages begin at 0, 28, 68 and 116.
    const ends = [30, 40, 68, STREAM.length];
    for (const [i, end] of ends.entries())
      framer.data(STREAM, ends[i - 1] ?? 0, end, { ...ORIGIN, frame: i + 1 });
    expect(frames).toEqual([[1], [1, 2, 3], [4], [4]]);
  });

  test('messages behind one that waited are of the last segment', () => {
    const frames: (readonly number[])[] = [];
    const framer = new DiameterStreamFramer(false, (_, carriers) => frames.push(carriers));
    framer.data(STREAM, 0, 10, { ...ORIGIN, frame: 1 });
    framer.data(STREAM, 10, STREAM.length, { ...ORIGIN, frame: 2, frames: [7, 2] });
    expect(frames).toEqual([
      [1, 7, 2],
      [7, 2],
      [7, 2],
      [7, 2],
    ]);
  });

  test('goes on at the next message that begins a segment behind a gap and in midstream', () => {
    const { framer, commands } = framed(true);
    const [first, second, third] = MESSAGES as [Uint8Array, Uint8Array, Uint8Array];
    framer.data(STREAM, 5, first.length, ORIGIN);
    framer.data(second, 0, second.length, ORIGIN);
    framer.data(third, 0, 30, ORIGIN);
    framer.gap();
    framer.data(third, 30, third.length, ORIGIN);
    framer.data(third, 0, third.length, ORIGIN);
    expect(commands).toEqual([303.01, 303.02]);
  });

  test('bytes that are no Diameter end nothing but the reading of that segment', () => {
    const { framer, commands } = framed();
    framer.data(new Uint8Array(40).fill(7), 0, 40, ORIGIN);
    framer.data(STREAM, 0, STREAM.length, ORIGIN);
    expect(commands).toEqual(ALL);
    framer.end();
    framer.data(STREAM, 0, STREAM.length, ORIGIN);
    expect(commands).toEqual(ALL);
    expect(framer.interested).toBe(false);
  });
});

test('isMessageStart', () => {
  expect(isMessageStart(STREAM, 0, STREAM.length)).toBe(true);
  expect(isMessageStart(STREAM, 4, STREAM.length)).toBe(false);
  const radius = STREAM.slice();
  radius.set([0, 0, 1], 5);
  expect(isMessageStart(radius, 0, radius.length)).toBe(false);
});
