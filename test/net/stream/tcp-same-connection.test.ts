import { describe, expect, test } from 'vitest';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { DeliveredPool } from '../../../src/net/stream/delivered-bytes.ts';
import { TcpStream } from '../../../src/net/stream/tcp-stream.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { reverse } from '../../support/captures/packets.ts';
import { FLOW, Recorder, segment } from '../support.ts';
import { Bench } from './tcp-bench.ts';

const { SYN, ACK } = TCP_FLAG;
const BACK = reverse(FLOW);
const KIB = 1024;

/** Numbers around which sequence numbers wrap or change their sign, and one where they do not. */
const NUMBERS = [0, 100, 0x80000000, 0xffffffff, 5_000_000];

function uint32(number: number): number {
  return number >>> 0;
}

/** A stream whose SYN has the number `syn`. */
function begunBySyn(syn: number): TcpStream {
  return begun(uint32(syn + 1), syn);
}

/** A stream that begins with the byte `first`; `syn`: the number of its SYN when that was captured. */
function begun(first: number, syn: number | null = null): TcpStream {
  const { statistics } = tcpReassembler(
    () => null,
    () => {},
  );
  const stream = new TcpStream({ statistics, heldBytes: 0, delivered: new DeliveredPool(() => {}, 0) });
  stream.open(first, syn, new Recorder());
  return stream;
}

describe.each(NUMBERS)('a stream that begins at %d', number => {
  test('whose SYN was captured: a SYN belongs to it only as a copy', () => {
    const stream = begunBySyn(number);
    expect(stream.ownsSyn(number)).toBe(true);
    for (const other of [number - 1, number - 500, number + 1])
      expect(stream.ownsSyn(uint32(other))).toBe(false);
  });

  test.each([
    ['just before the first byte', -1, true],
    ['64 KiB before it', -1 - 64 * KIB, true],
    ['farther before it', -2 - 64 * KIB, false],
    ['on the first byte', 0, false],
    ['behind it', 1000, false],
  ])('whose SYN was not captured: a SYN %s', (_where, offset, belongs) => {
    expect(begun(number).ownsSyn(uint32(number + offset))).toBe(belongs);
  });

  test('whose SYN came late: no other SYN belongs to it', () => {
    const stream = begun(number);
    expect(stream.ownsSyn(uint32(number - 10))).toBe(true);
    expect(stream.ownsSyn(uint32(number - 9))).toBe(false);
    expect(stream.ownsSyn(uint32(number - 10))).toBe(true);
  });

  test('whose SYN was captured: the SYN-ACK acknowledges the number of its first byte', () => {
    const stream = begunBySyn(number);
    expect(stream.startedAt(uint32(number + 1))).toBe(true);
    for (const other of [number, number - 500, number + 2])
      expect(stream.startedAt(uint32(other))).toBe(false);
  });

  test('whose SYN was not captured: the SYN-ACK acknowledges up to 64 KiB before its first byte', () => {
    const stream = begun(number);
    for (const offset of [0, -1, -64 * KIB]) expect(stream.startedAt(uint32(number + offset))).toBe(true);
    for (const offset of [1, -1 - 64 * KIB]) expect(stream.startedAt(uint32(number + offset))).toBe(false);
  });

  test('and what is of the same connection: segments up to 1 GiB ahead and 1 MiB behind', () => {
    const stream = begun(number);
    stream.receive(segment(FLOW, { sequence: number }, '0123456789'), number, 1);
    const next = number + 10;
    for (const offset of [2 ** 30, -(2 ** 20)]) expect(stream.foreign(uint32(next + offset))).toBe(false);
    for (const offset of [2 ** 30 + 1, -(2 ** 20) - 1])
      expect(stream.foreign(uint32(next + offset))).toBe(true);
  });

  test('whose SYN was not captured: a segment up to 64 KiB before it stands by itself', () => {
    const stream = begun(number);
    expect(stream.takeIsolated(uint32(number - 4), 4)).toBe(true);
    expect(stream.takeIsolated(uint32(number - 64 * KIB), 4)).toBe(true);
    expect(stream.takeIsolated(uint32(number - 64 * KIB - 1), 4)).toBe(false);
    expect(stream.takeIsolated(uint32(number - 3), 4)).toBe(false);
  });

  test('whose SYN is known: a segment from before the SYN is not delivered', () => {
    const known = begunBySyn(number);
    const late = begun(uint32(number + 8));
    late.ownsSyn(number);
    for (const stream of [known, late])
      for (const offset of [0, -2, -500]) expect(stream.takeIsolated(uint32(number + offset), 2)).toBe(false);
    expect(late.takeIsolated(uint32(number + 1), 2)).toBe(true);
  });
});

test('64 separate stretches from before a midstream start are taken', () => {
  const bench = new Bench();
  bench.send(FLOW, 5000, 'start');
  for (let i = 1; i <= 70; i++) bench.send(FLOW, 5000 - 3 * i, 'ab');
  expect(bench.texts).toEqual(['start', ...new Array<string>(64).fill('ab$')]);
  expect(bench.tcp.statistics.isolatedSegments).toBe(64);
});

test('data between a SYN that came late and a midstream start stands by itself', () => {
  const bench = new Bench();
  bench.send(FLOW, 5006, 'ghi');
  bench.send(FLOW, 5000, '', SYN);
  bench.send(FLOW, 5001, 'abcde');
  bench.send(FLOW, 4990, 'older');
  bench.send(FLOW, 5009, 'jkl');
  expect(bench.texts).toEqual(['ghijkl', 'abcde$']);
});

describe('a SYN of a new connection', () => {
  test.each([
    ['far behind', 10_000_000 - 100_000],
    ['a little behind', 10_000_000 - 500],
    ['a little ahead', 10_000_000 + 500],
  ])('ends the stream, when its number is %s', (_where, number) => {
    const bench = new Bench();
    bench.send(FLOW, 10_000_000, '', SYN);
    bench.send(FLOW, 10_000_001, 'one');
    bench.send(FLOW, number, '', SYN);
    bench.send(FLOW, number + 1, 'two');
    expect(bench.texts).toEqual(['one$', 'two']);
  });

  test.each([
    ['', 2001, 'eins$'],
    [', when all of it waits behind a hole', 2005, '[4]eins$'],
  ])('ends what the other end sent, too, before that begins anew%s', (_how, number, text) => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(BACK, number, 'eins');
    bench.send(FLOW, 900_000, '', SYN);
    expect(bench.texts).toEqual(['$', text, '']);
  });

  test('does not end the SYN-ACK that overtook it, whatever its number', () => {
    for (const number of [0, 2000]) {
      const bench = new Bench();
      bench.send(BACK, number, '', SYN | ACK, 1);
      bench.send(FLOW, 0, '', SYN);
      bench.send(FLOW, 1, 'question', ACK, number + 1);
      bench.send(BACK, number + 1, 'answer', ACK, 9);
      expect(bench.texts).toEqual(['answer', 'question']);
    }
  });

  test('asks again about both directions, also those that were of no interest', () => {
    const asked: number[] = [];
    const tcp = tcpReassembler(
      first => {
        asked.push(first.sourcePort);
        return null;
      },
      () => {},
    );
    tcp.push(segment(BACK, { sequence: 1001 }, 'abc'));
    tcp.push(segment(FLOW, { sequence: 70_000, flags: SYN }));
    tcp.push(segment(BACK, { sequence: 1004 }, 'def'));
    expect(asked).toEqual([BACK.sourcePort, FLOW.sourcePort, BACK.sourcePort]);
  });
});

describe('a SYN-ACK of a new connection whose SYN was not captured', () => {
  function afterOldConnection(): Bench {
    const bench = new Bench();
    bench.send(FLOW, 10_000_000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 10_000_001);
    bench.send(FLOW, 10_000_001, 'one');
    return bench;
  }

  test('keeps the data of that connection, which overtook it', () => {
    const bench = afterOldConnection();
    bench.send(FLOW, 5_000_003, 'two');
    bench.send(BACK, 800_000, '', SYN | ACK, 5_000_001);
    bench.send(FLOW, 5_000_006, ' more');
    expect(bench.texts).toEqual(['one$', '$', 'two more', '']);
  });

  test('ends data of another one', () => {
    const bench = afterOldConnection();
    bench.send(FLOW, 5_000_003, 'two');
    bench.send(BACK, 800_000, '', SYN | ACK, 9_000_001);
    expect(bench.texts).toEqual(['one$', '$', 'two$', '']);
  });
});

test.each([
  [2 ** 30, 'gives the hole up', false],
  [2 ** 30 + 1, 'is not believed', true],
])('an acknowledgement %d bytes ahead %s', (ahead, _what, waits) => {
  const stream = begun(1000);
  stream.receive(segment(FLOW, { sequence: 1000 }, '0123456789'), 1000, 1);
  stream.receive(segment(FLOW, { sequence: 1015 }, 'behind'), 1015, 2);
  stream.acknowledge(1010 + ahead);
  for (const packets of [3, 40]) stream.settle(packets, 0, 1_000_000);
  expect(stream.hole).toBe(waits);
});
