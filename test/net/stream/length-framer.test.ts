import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Origin } from '../../../src/model/origin.ts';
import { LengthFramer } from '../../../src/net/stream/length-framer.ts';
import { hepLength } from '../../../src/net/tunnel/hep.ts';
import { hep3 } from '../../support/captures/hep-packets.ts';
import { join, latin1 } from '../../support/captures/packets.ts';
import { FLOW } from '../support.ts';

const origin = (frame: number): Origin => ({
  file: 0,
  frame,
  frames: null,
  seconds: 0,
  nanoseconds: 0,
  protection: null,
});
const PACKETS = [0, 10, 300].map(length => hep3(FLOW, new Uint8Array(length).fill(65)));
const STREAM = join(...PACKETS);

function framed(midstream = false) {
  const seen: [length: number, frames: readonly number[]][] = [];
  const memory = { bytes: 0 };
  const framer = new LengthFramer(
    hepLength,
    midstream,
    (bytes, frames) => seen.push([bytes.length, frames]),
    memory,
  );
  return { framer, seen, memory };
}

test('the packets do not depend on the segments', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), sizes => {
      const { framer, seen, memory } = framed();
      let at = 0;
      for (const [i, size] of [...sizes, STREAM.length].entries()) {
        const end = Math.min(at + size, STREAM.length);
        if (end > at) framer.data(STREAM, at, end, origin(i));
        at = end;
      }
      expect(seen.map(([length]) => length)).toEqual(PACKETS.map(({ length }) => length));
      expect(memory.bytes).toBe(0);
    }),
    { seed: 1 },
  );
});

test('each packet names the frames that carried it', () => {
  const { framer, seen } = framed();
  const [first = STREAM, second = STREAM] = PACKETS;
  framer.data(STREAM, 0, 4, origin(1));
  framer.data(STREAM, 4, first.length + 9, origin(2));
  framer.data(STREAM, first.length + 9, STREAM.length, origin(3));
  expect(seen.map(([, frames]) => frames)).toEqual([[1, 2], [2, 3], [3]]);
  expect(seen[1]?.[0]).toBe(second.length);
});

test('behind a gap, in midstream and behind what is no packet it goes on where a segment begins with one', () => {
  const { framer, seen } = framed(true);
  framer.data(STREAM, 20, STREAM.length, origin(1));
  expect(seen).toEqual([]);
  framer.data(STREAM, 0, STREAM.length - 1, origin(2));
  expect(seen.length).toBe(2);
  framer.gap();
  framer.data(STREAM, STREAM.length - 1, STREAM.length, origin(3));
  expect(seen.length).toBe(2);
  framer.data(latin1('HEP3\0\0'), 0, 6, origin(4));
  framer.data(STREAM, 0, STREAM.length, origin(5));
  framer.end();
  expect(seen.length).toBe(5);
});
