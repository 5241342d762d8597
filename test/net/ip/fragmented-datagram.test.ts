import { describe, expect, test } from 'vitest';
import { FragmentedDatagram, type Placement } from '../../../src/net/ip/fragmented-datagram.ts';
import { latin1 } from '../../support/captures/packets.ts';

const FIRST = { file: 0, frame: 1, seconds: 5, nanoseconds: 6 };
const TEXT = 'abcdefghijklmnopqrstuvwx';

class Bench {
  readonly datagram = new FragmentedDatagram(0, 4, new Uint8Array(8), 1, 0, 17, FIRST);

  place(
    offset: number,
    text: string,
    last: boolean,
    frames: number[],
    { cut = 0, file = 0, protocol = 17 } = {},
  ): Placement {
    const bytes = latin1(`__${text}`);
    const end = bytes.length - cut;
    const where = { offset, length: text.length, moreFragments: !last, protocol, file, frames };
    return this.datagram.place({ bytes, start: 2, end, ...where });
  }

  get text(): string {
    return String.fromCharCode(...this.datagram.bytes.subarray(0, this.datagram.total));
  }
}

describe('one observation', () => {
  test('complete only when every byte is there', () => {
    const bench = new Bench();
    expect(bench.place(16, TEXT.slice(16), true, [1])).toBe('new');
    expect(bench.place(0, TEXT.slice(0, 8), false, [2])).toBe('new');
    expect(bench.datagram.observe(0)).toBeNull();
    expect(bench.place(8, TEXT.slice(8, 16), false, [3])).toBe('new');
    expect(bench.datagram.observe(0)).toEqual([1, 2, 3]);
    expect(bench.text).toBe(TEXT);
  });

  test('frames of fragments that were themselves fragmented are unique and in order', () => {
    const bench = new Bench();
    bench.place(8, TEXT.slice(8), true, [3, 4]);
    bench.place(0, TEXT.slice(0, 8), false, [1, 3]);
    expect(bench.datagram.observe(0)).toEqual([1, 3, 4]);
  });

  test('only frames of the file that completed it are named', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 8), false, [7], { file: 0 });
    bench.place(8, TEXT.slice(8), true, [1], { file: 1 });
    expect(bench.datagram.observe(1)).toEqual([1]);
  });

  test('a fragment cut by the snap length leaves a hole that a whole copy fills', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 16), false, [1], { cut: 4 });
    bench.place(16, TEXT.slice(16), true, [2]);
    expect(bench.datagram.observe(0)).toBeNull();
    expect(bench.datagram.received).toBe(20);
    expect(bench.place(0, TEXT.slice(0, 16), false, [3])).toBe('new');
    expect(bench.datagram.observe(0)).toEqual([1, 2, 3]);
    expect(bench.text).toBe(TEXT);
  });
});

describe('more observations', () => {
  test('each complete round of sightings is one', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 16), false, [1]);
    expect(bench.place(0, TEXT.slice(0, 16), false, [2])).toBe('again');
    bench.place(16, TEXT.slice(16), true, [3]);
    expect(bench.datagram.observe(0)).toEqual([1, 3]);
    expect(bench.datagram.observe(0)).toBeNull();
    expect(bench.place(16, TEXT.slice(16), true, [4])).toBe('again');
    expect(bench.datagram.observe(0)).toEqual([2, 4]);
  });

  test('a piece with other bounds but the same bytes is a mere duplicate', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 16), false, [1]);
    expect(bench.place(0, TEXT.slice(0, 8), false, [2])).toBe('duplicate');
  });
});

describe('the protocol', () => {
  test('is what the fragment said that brought the first byte', () => {
    const bench = new Bench();
    bench.place(8, TEXT.slice(8), true, [1], { protocol: 60 });
    bench.place(0, TEXT.slice(0, 8), false, [2], { protocol: 50 });
    expect(bench.datagram.protocol).toBe(50);
  });

  test('stays when the first byte comes again', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 8), false, [1], { protocol: 50 });
    bench.place(0, TEXT.slice(0, 8), false, [2], { protocol: 6 });
    bench.place(0, TEXT.slice(0, 16), false, [3], { protocol: 6 });
    bench.place(0, `X${TEXT.slice(1)}`, true, [4], { protocol: 6 });
    expect(bench.datagram.protocol).toBe(50);
  });
});

describe('contradictions', () => {
  test('the bytes that came first win', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 8), false, [1]);
    expect(bench.place(0, `XXXXXXXX${TEXT.slice(8, 16)}`, false, [2])).toBe('new-with-conflict');
    bench.place(16, TEXT.slice(16), true, [3]);
    expect(bench.datagram.observe(0)).toEqual([1, 2, 3]);
    expect(bench.text).toBe(TEXT);
  });

  test('other bytes in place of known ones bring nothing', () => {
    const bench = new Bench();
    bench.place(0, TEXT.slice(0, 8), false, [1]);
    expect(bench.place(0, 'abcdefgX', false, [2])).toBe('conflict');
  });

  test('lengths: behind the end, another end, an end before what is known', () => {
    const bench = new Bench();
    bench.place(8, TEXT.slice(8, 16), true, [1]);
    expect(bench.place(16, TEXT.slice(16), false, [2])).toBe('conflict');
    expect(bench.place(16, TEXT.slice(16), true, [3])).toBe('conflict');
    const other = new Bench();
    other.place(16, TEXT.slice(16), false, [1]);
    expect(other.place(8, TEXT.slice(8, 16), true, [2])).toBe('conflict');
  });
});

describe('what is known of one that never becomes complete', () => {
  const facts = (offset: number, text: string, last: boolean) => {
    const bench = new Bench();
    bench.place(offset, text, last, [1]);
    return bench.datagram.facts;
  };

  test('ports, if its first fragment came', () => {
    expect(facts(0, '\x01\x02\x03\x04abcd', false)).toEqual({
      source: '0.0.0.0',
      destination: '0.0.0.0',
      protocol: 17,
      isProtected: false,
      spi: null,
      sourcePort: 0x102,
      destinationPort: 0x304,
      hasFirst: true,
      hasLast: false,
      received: 8,
      total: -1,
      ...FIRST,
    });
  });

  test('nothing of a port if only the last one came', () => {
    const later = facts(16, 'abcd', true);
    expect(later).toMatchObject({ sourcePort: 0, hasFirst: false, hasLast: true, received: 4, total: 20 });
  });
});
