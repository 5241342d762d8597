import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../src/model/issue.ts';
import type { Origin } from '../../../src/model/origin.ts';
import { DeliveredBytes, DeliveredPool } from '../../../src/net/stream/delivered-bytes.ts';
import type { StreamConsumer } from '../../../src/net/stream/stream-consumer.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { FLOW, segment } from '../support.ts';

/** Lines as messages. */
class Lines implements StreamConsumer {
  readonly found: string[];
  readonly #takes: () => boolean;
  #rest = '';

  constructor(found: string[] = [], takes: () => boolean = () => true) {
    this.found = found;
    this.#takes = takes;
  }

  get unfinished(): number {
    return this.#rest.length;
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    const lines = `${this.#rest}${String.fromCharCode(...bytes.subarray(start, end))}`.split('\n');
    this.#rest = lines.pop() as string;
    for (const line of lines) if (this.#takes()) this.found.push(line);
  }

  gap(): void {
    this.#rest = '';
  }

  end(): void {
    this.#rest = '';
  }

  reread(_midstream: boolean, gate: { takes(): boolean }): StreamConsumer {
    return new Lines(this.found, () => gate.takes());
  }
}

function origin(frame: number, file = 0): Origin {
  return { file, frame, frames: null, seconds: 0, nanoseconds: 0, protection: null };
}

function bench(limit = 1e6) {
  const issues: Issue[] = [];
  const pool = new DeliveredPool(issue => issues.push(issue), limit);
  const lines = new Lines();
  return { issues, pool, lines, ...writer(pool, lines) };
}

function writer(pool: DeliveredPool, lines: Lines) {
  const delivered = new DeliveredBytes(pool, lines);
  let position = 0;
  return {
    delivered,
    write(text: string, frame: number): void {
      const bytes = latin1(text);
      delivered.add(position, bytes, 0, bytes.length, origin(frame));
      position += bytes.length;
      lines.data(bytes, 0, bytes.length);
      delivered.delivered(position);
    },
    copy(at: number, text: string, from: Origin): void {
      const copy = delivered.contradiction(at, latin1(text), 0, text.length, from);
      if (copy !== null) delivered.compare(copy);
    },
  };
}

describe('bytes that differ at the same place', () => {
  test('are one issue that names both frames and the place', () => {
    const { write, copy, issues } = bench();
    write('one\ntwo\n', 7);
    copy(4, 'twX\n', origin(9));
    expect(issues).toMatchObject([{ code: 'tcp-overlap', layer: 'transport', damage: false, frame: 9 }]);
    expect(issues[0]?.message).toBe(
      'expected the same TCP bytes as in frame 7, found others at the same sequence numbers in frame 9 (1 bytes from byte 2 of its payload on); both are read',
    );
  });

  test('of another file are named with it', () => {
    const { write, copy, issues } = bench();
    write('one\n', 7);
    copy(0, 'two\n', origin(7, 1));
    expect(issues[0]?.message).toContain('as in frame 7 of file 1, found');
  });

  test('are read with what is around them, and only the lines with them', () => {
    const { write, copy, lines } = bench();
    write('one\ntwo\nthree\nfo', 1);
    copy(5, 'XX\nthYee', origin(2));
    expect(lines.found).toEqual(['one', 'two', 'three', 'tXX', 'thYee']);
    write('ur\n', 3);
    expect(lines.found.at(-1)).toBe('four');
  });

  test('are read to the end of their line when it comes', () => {
    const { write, copy, lines } = bench();
    write('one\ntw', 1);
    copy(4, 'TW', origin(2));
    write('o\nthree\n', 3);
    expect([...lines.found].sort()).toEqual(['TWo', 'one', 'three', 'two']);
  });
});

test('equal bytes, however they are cut, are nothing', () => {
  const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 8 });
  fc.assert(
    fc.property(cuts, fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }))), (sizes, copies) => {
      const text = 'a line\nanother line\nand a third one\nthe last\n'.padEnd(60, 'x');
      const { write, copy, issues } = bench();
      const places = [0, ...sizes.sort((a, b) => a - b), 60];
      for (const [i, place] of places.slice(1).entries())
        if (place > (places[i] as number)) write(text.slice(places[i], place), i);
      for (const [from, to] of copies) copy(from, text.slice(from, to), origin(50));
      expect(issues).toEqual([]);
    }),
  );
});

test('what is kept of one stream, and of all, is in bounds and given back', () => {
  const pool = new DeliveredPool(() => {}, 100_000);
  const writers = Array.from({ length: 20 }, () => writer(pool, new Lines()));
  for (const { write } of writers) {
    for (let i = 0; i < 200; i++) write(`${'x'.repeat(999)}\n`, i);
    expect(pool.bytes).toBeLessThanOrEqual(100_000);
  }
  expect(pool.bytes).toBeGreaterThan(60_000);
  for (const { delivered } of writers) delivered.forget();
  expect(pool.bytes).toBe(0);
});

test('copies in any number take no more', () => {
  const { write, copy, pool, issues } = bench();
  write('abcdefgh\n', 1);
  const before = pool.bytes;
  for (let i = 0; i < 500; i++) copy(0, `${10_000 + i}fgh\n`, origin(i));
  expect(issues.length).toBe(500);
  expect(pool.bytes).toBeLessThan(before + 5 * 300);
});

test('a reassembler gives back what it kept when connections end', () => {
  const issues: Issue[] = [];
  const tcp = tcpReassembler(
    () => new Lines(),
    issue => issues.push(issue),
  );
  tcp.push(segment(FLOW, { sequence: 1 }, 'one\n', { frame: 1 }));
  tcp.push(segment(FLOW, { sequence: 1 }, 'two\n', { frame: 2 }));
  tcp.end();
  tcp.push(segment(FLOW, { sequence: 1 }, 'six\n', { frame: 3 }));
  expect(issues.map(({ frame }) => frame)).toEqual([2]);
});
