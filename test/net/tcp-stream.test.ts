import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Datagram, TCP_FLAG } from '../../src/net/datagram.ts';
import { TcpReassembler } from '../../src/net/tcp.ts';
import { reverse } from '../support/packets.ts';
import { FLOW, Recorder, segment } from './support.ts';

const ISN = fc.oneof(fc.nat(), fc.constantFrom(0xffffffff, 0xfffffff0, 0xfffffe00, 0x7fffff80));

/** Cuts a stream into segments [offset, length] of the given sizes, used in turn. */
function cut(length: number, sizes: readonly number[]): [number, number][] {
  const parts: [number, number][] = [];
  for (let at = 0, i = 0; at < length; i++) {
    const size = Math.min(sizes[i % sizes.length] as number, length - at);
    parts.push([at, size]);
    at += size;
  }
  return parts;
}

function run(segments: readonly Datagram[]): { recorders: Recorder[]; tcp: TcpReassembler } {
  const recorders: Recorder[] = [];
  const tcp = new TcpReassembler(
    first => {
      if (first.sourcePort !== FLOW.sourcePort) return null;
      recorders.push(new Recorder());
      return recorders.at(-1) as Recorder;
    },
    () => {},
  );
  for (const each of segments) tcp.push(each);
  tcp.end();
  return { recorders, tcp };
}

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });
const stream = fc.uint8Array({ minLength: 1, maxLength: 1500 });

describe('one direction', () => {
  test('any segmentation, order, duplication and overlap gives the stream back', () => {
    const extra = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 120 })), { maxLength: 12 });
    const keys = fc.infiniteStream(fc.nat({ max: 40 }));
    fc.assert(
      fc.property(stream, sizes, extra, keys, ISN, (bytes, parts, again, order, isn) => {
        const ranges = cut(bytes.length, parts);
        for (const [from, length] of again) {
          const start = from % bytes.length;
          ranges.push([start, Math.min(length, bytes.length - start)]);
        }
        const payloads = ranges
          .sort((a, b) => a[0] - b[0])
          .map(([offset, length]) => {
            const last = offset + length === bytes.length;
            const flags = TCP_FLAG.ACK | (last ? TCP_FLAG.FIN : 0);
            const fields = { sequence: isn + 1 + offset, flags };
            return segment(FLOW, fields, bytes.slice(offset, offset + length));
          })
          .map((packet, i) => ({ packet, key: i + (order.next().value ?? 0) }))
          .sort((a, b) => a.key - b.key)
          .map(({ packet }) => packet);
        const { recorders, tcp } = run([segment(FLOW, { sequence: isn, flags: TCP_FLAG.SYN }), ...payloads]);
        expect(recorders.length).toBe(1);
        expect(recorders[0]?.ended).toBe(1);
        expect(recorders[0]?.stretches).toEqual([{ offset: 0, bytes: [...bytes] }]);
        expect(tcp.statistics).toMatchObject({ gaps: 0, bufferOverflows: 0 });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('with losses every captured byte arrives at its place, and the gaps add up', () => {
    const lost = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(stream, sizes, lost, ISN, fc.boolean(), (bytes, parts, losses, isn, acknowledged) => {
        const captured = new Array<boolean>(bytes.length).fill(false);
        const segments = [segment(FLOW, { sequence: isn, flags: TCP_FLAG.SYN })];
        for (const [i, [offset, length]] of cut(bytes.length, parts).entries()) {
          const sequence = isn + 1 + offset;
          if (losses[i % losses.length] !== true) {
            segments.push(segment(FLOW, { sequence }, bytes.slice(offset, offset + length)));
            captured.fill(true, offset, offset + length);
          }
          const acknowledgement = sequence + length;
          if (acknowledged) segments.push(segment(reverse(FLOW), { sequence: 1, acknowledgement }));
        }
        const fin = { sequence: isn + 1 + bytes.length, flags: TCP_FLAG.FIN | TCP_FLAG.ACK };
        const { recorders, tcp } = run([...segments, segment(FLOW, fin)]);
        const recorder = recorders[0] as Recorder;
        expect(recorders.length).toBe(1);
        expect(recorder.length).toBe(bytes.length);
        const heard = new Array<number>(bytes.length).fill(-1);
        for (const part of recorder.stretches)
          for (const [i, byte] of part.bytes.entries()) heard[part.offset + i] = byte;
        expect(heard).toEqual([...bytes].map((byte, i) => (captured[i] ? byte : -1)));
        expect(tcp.statistics.gapBytes).toBe(captured.filter(there => !there).length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('from any point of a stream on', () => {
    fc.assert(
      fc.property(stream, sizes, fc.nat(), ISN, (bytes, parts, from, isn) => {
        const ranges = cut(bytes.length, parts);
        const seen = ranges.slice(from % ranges.length).filter(([, length], i) => i > 0 || length > 1);
        const segments = seen.map(([offset, length]) =>
          segment(FLOW, { sequence: isn + offset }, bytes.slice(offset, offset + length)),
        );
        const { recorders } = run(segments);
        const text = recorders.flatMap(({ stretches }) => stretches.flatMap(part => part.bytes));
        const first = seen.find(([, length]) => length > 1)?.[0];
        expect(text).toEqual(first === undefined ? [] : [...bytes.slice(first)]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

test('any sequence of segments is survived, and every consumer is ended once', () => {
  const any = fc.record({
    back: fc.boolean(),
    sequence: fc.oneof(fc.nat({ max: 300 }), fc.nat(), fc.constantFrom(0xffffffff, 0x80000000)),
    acknowledgement: fc.oneof(fc.nat({ max: 300 }), fc.nat()),
    flags: fc.nat({ max: 31 }),
    length: fc.nat({ max: 60 }),
    cut: fc.nat({ max: 10 }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), list => {
      const segments = list.map(({ back, length, cut, ...fields }) => {
        const flow = back ? reverse(FLOW) : FLOW;
        return segment(flow, fields, new Uint8Array(length), { cut: Math.min(cut, length) });
      });
      const { recorders } = run(segments);
      expect(recorders.filter(({ ended }) => ended !== 1)).toEqual([]);
    }),
    { seed: 1, numRuns: 400 },
  );
});
