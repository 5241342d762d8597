import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Datagram, TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { DeliveredPool } from '../../../src/net/stream/delivered-bytes.ts';
import type { TcpReassembler } from '../../../src/net/stream/tcp.ts';
import { type StreamPool, TcpStream } from '../../../src/net/stream/tcp-stream.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { reverse } from '../../support/captures/packets.ts';
import { FLOW, PROTECTION, Recorder, segment } from '../support.ts';
import { Bench } from './tcp-bench.ts';

const { SYN, FIN, ACK } = TCP_FLAG;
const BACK = reverse(FLOW);

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
  const tcp = tcpReassembler(
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

describe('a hole', () => {
  /** What the peer sends `count` times: an acknowledgement of everything before `acknowledgement`. */
  function acknowledge(bench: Bench, acknowledgement: number, count = 1): void {
    for (let i = 0; i < count; i++) bench.send(BACK, 2001, '', ACK, acknowledgement);
  }

  test('is given up after 32 packets, also when they are of the stream itself', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1004, 'd');
    acknowledge(bench, 1005);
    for (let i = 0; i < 31; i++) bench.send(FLOW, 1005 + i, 'x');
    expect(bench.texts).toEqual(['']);
    bench.send(FLOW, 1036, 'x');
    expect(bench.texts).toEqual([`[3]d${'x'.repeat(32)}`]);
  });

  test('is waited at as long as the one before it, though acknowledged long ago', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    acknowledge(bench, 1030);
    bench.send(FLOW, 1004, 'def');
    acknowledge(bench, 1030, 20);
    bench.send(FLOW, 1001, 'abc');
    acknowledge(bench, 1030, 20);
    bench.send(FLOW, 1010, 'jkl');
    acknowledge(bench, 1030, 20);
    expect(bench.texts).toEqual(['abcdef']);
    bench.send(FLOW, 1007, 'ghi');
    expect(bench.texts).toEqual(['abcdefghijkl']);
  });

  test('keeps bytes in memory until it closes: the stream and all together count the same', () => {
    const { statistics } = new Bench().tcp;
    const pool: StreamPool = { statistics, heldBytes: 0, delivered: new DeliveredPool(() => {}, 0) };
    const stream = new TcpStream(pool);
    stream.open(1000, null, new Recorder());
    for (const sequence of [1001, 1010, 1020]) {
      const before = stream.heldBytes;
      stream.receive(segment(FLOW, { sequence }, 'waits'), sequence, 1);
      expect(stream.heldBytes).toBeGreaterThan(before);
      expect(pool.heldBytes).toBe(stream.heldBytes);
    }
    stream.closeHole();
    expect(pool.heldBytes).toBe(stream.heldBytes);
    stream.finish();
    expect([stream.heldBytes, pool.heldBytes]).toEqual([0, 0]);
  });
});

describe('FIN', () => {
  test('right behind the SYN ends the stream', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, '', FIN | ACK);
    expect(bench.texts).toEqual(['$']);
  });

  test.each([1008, 1020])('the first one counts, not one at %d that follows', second => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1007, 'ghi', FIN | ACK);
    bench.send(FLOW, second, '', FIN | ACK);
    bench.send(FLOW, 1001, 'abcdef');
    expect(bench.texts).toEqual(['abcdefghi$']);
  });

  test('bytes that wait behind it are delivered all the same', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1010, 'xyz');
    bench.send(FLOW, 1001, 'abc', FIN | ACK);
    expect(bench.texts).toEqual(['abc']);
    bench.tcp.end();
    expect(bench.texts).toEqual(['abc[6]xyz$']);
  });
});

describe('what the snap length cut', () => {
  /** Segments in transport-mode ESP: sequence number, payload, and bytes of it that were cut. */
  function inEsp(...segments: readonly [number, string, number][]): Recorder {
    const recorder = new Recorder();
    const tcp = tcpReassembler(
      () => recorder,
      () => {},
    );
    for (const [sequence, payload, missing] of segments)
      tcp.push(segment(FLOW, { sequence }, payload, { cut: missing, protection: PROTECTION }));
    return recorder;
  }

  test('is told apart from what was not captured, in order and out of order', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abcdef', ACK, 0, 4);
    bench.send(FLOW, 1010, 'jklm', ACK, 0, 1);
    bench.tcp.end();
    expect(bench.texts).toEqual(['ab[4][3]jkl[1]$']);
    expect(bench.opened[0]?.recorder.cuts).toEqual([true, false, true]);
  });

  test('is missing once, however often it is sent', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    for (let i = 0; i < 3; i++) bench.send(FLOW, 1001, 'abcdef', ACK, 0, 4);
    bench.send(FLOW, 1007, 'ghi');
    expect(bench.texts).toEqual(['ab[4]ghi']);
    expect(bench.tcp.statistics).toMatchObject({ gaps: 1, gapBytes: 4, retransmittedBytes: 12 });
  });

  test('of a segment that begins with delivered bytes: only what is behind these', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abcde');
    bench.send(FLOW, 1001, 'abcdefgh', ACK, 0, 5);
    bench.send(FLOW, 1009, 'ijkl', ACK, 0, 2);
    expect(bench.texts).toEqual(['abcde[3]ij[2]']);
  });

  test('in ESP may be more than is known: what follows closely leaves no hole, and counts as cut', () => {
    const recorder = inEsp([1001, 'abcdef', 4], [1022, 'xyz', 0]);
    expect(recorder.text).toBe('ab[4][15]xyz');
    expect(recorder.cuts).toEqual([true, true]);
  });

  test('in ESP is no reason for a gap when the next segment joins, nor farther on', () => {
    expect(inEsp([1001, 'abcdef', 4], [1007, 'ghi', 0]).text).toBe('ab[4]ghi');
    expect(inEsp([1001, 'abcdef', 4], [1007, 'ghi', 0], [1012, 'lost before', 0]).text).toBe('ab[4]ghi');
  });
});

test('bytes that come again are counted, also those that come while a hole is open', () => {
  const bench = new Bench();
  const { statistics } = bench.tcp;
  bench.send(FLOW, 1000, '', SYN);
  bench.send(FLOW, 1001, 'abc');
  bench.send(FLOW, 1004, 'def');
  bench.send(FLOW, 1004, 'def');
  expect(statistics.retransmittedBytes).toBe(3);
  bench.send(FLOW, 1012, 'lmn');
  bench.send(FLOW, 1004, 'def');
  expect(statistics.retransmittedBytes).toBe(6);
  bench.send(FLOW, 1005, 'efgh');
  expect(statistics.retransmittedBytes).toBe(8);
  expect(bench.texts).toEqual(['abcdefgh']);
});
