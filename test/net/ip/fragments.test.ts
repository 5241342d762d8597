import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import {
  esp,
  ethernet,
  type Flow,
  fragments,
  gtpu,
  type IpOptions,
  ip,
  join,
  record,
  udp,
} from '../../support/captures/packets.ts';
import { decodeAll, decoder, FLOW, FLOW6 } from '../support.ts';

const ESP = esp(
  0x1234,
  7,
  Uint8Array.from({ length: 92 }, (_, i) => i),
);
const TUNNEL: Flow = {
  source: '192.0.2.1',
  sourcePort: 2152,
  destination: '192.0.2.2',
  destinationPort: 2152,
};

function pieces(flow: Flow, payload: Uint8Array, size: number, id: number): Uint8Array[] {
  return fragments(flow, PROTOCOL.ESP, payload, size, id).map(packet => ethernet(packet));
}

/** One fragment of ESP that the test makes up. */
function piece(payload: Uint8Array, options: IpOptions): Uint8Array {
  return ethernet(ip(FLOW, PROTOCOL.ESP, payload, options));
}

function inTunnel(packet: Uint8Array): Uint8Array {
  return ethernet(ip(TUNNEL, PROTOCOL.UDP, udp(TUNNEL, gtpu(packet))));
}

/** Frames numbered from 1, a millisecond apart. */
function records(frames: readonly Uint8Array[]): CaptureRecord[] {
  return frames.map((frame, i) => record(frame, i + 1));
}

describe.each([
  ['IPv4', FLOW],
  ['IPv6', FLOW6],
])('%s', (_name, flow) => {
  test('any fragmentation, order and duplication gives the datagram back', () => {
    const size = fc.integer({ min: 1, max: 40 }).map(units => units * 8);
    const payload = fc.uint8Array({ minLength: 9, maxLength: 600 });
    fc.assert(
      fc.property(
        payload,
        size,
        fc.array(fc.nat()),
        fc.infiniteStream(fc.nat()),
        (data, step, again, order) => {
          const packets = pieces(flow, esp(1, 1, data), step, 99);
          fc.pre(packets.length > 1);
          const copies = again.map(i => packets[i % packets.length] as Uint8Array);
          const keyed = [...packets, ...copies].map(packet => ({ packet, key: order.next().value ?? 0 }));
          const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ packet }) => packet);
          const { net, issues } = decoder();
          const seen = decodeAll(net, records(shuffled));
          net.end();
          const times = packets.map(packet => shuffled.filter(other => other === packet).length);
          expect(seen.length).toBe(Math.min(...times));
          for (const { payload } of seen) expect(payload).toEqual(esp(1, 1, data));
          expect(issues).toEqual([]);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test('a datagram of 65,535 bytes', () => {
    const largest = join(ESP, new Uint8Array(65_535 - ESP.length));
    const { net, issues } = decoder();
    const seen = decodeAll(net, records(pieces(flow, largest, 32_768, 1)));
    expect(seen.map(({ payload }) => payload)).toEqual([largest]);
    expect(issues).toEqual([]);
  });

  test('the frames that carried it are named', () => {
    const [first, second, third] = pieces(flow, ESP, 40, 1) as [Uint8Array, Uint8Array, Uint8Array];
    const { net } = decoder();
    const whole = ethernet(ip(flow, PROTOCOL.ESP, ESP));
    const seen = decodeAll(net, records([third, first, whole, second]));
    expect(seen.map(({ frame, frames }) => [frame, frames])).toEqual([
      [3, null],
      [4, [1, 2, 4]],
    ]);
  });
});

describe('a capture that shows every fragment several times', () => {
  test('GTP-U twice and bare once: one datagram for each path', () => {
    const [first, second] = fragments(FLOW, PROTOCOL.ESP, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const order = [inTunnel(first), inTunnel(first), ethernet(first)];
    order.push(inTunnel(second), inTunnel(second), ethernet(second));
    const { net, issues } = decoder();
    const seen = decodeAll(net, records(order));
    net.end();
    expect(seen.map(({ frames }) => frames)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    for (const { payload } of seen) expect(payload).toEqual(ESP);
    expect(net.statistics.fragments).toEqual({
      received: 6,
      datagrams: 1,
      observations: 2,
      duplicates: 4,
      overlapsConflicting: 0,
      unusable: 0,
      evicted: 0,
      incomplete: 0,
    });
    expect(issues).toEqual([]);
  });

  test('a part of a fragment that came before is a duplicate, too', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const part = piece(ESP.subarray(8, 48), { id: 5, fragmentOffset: 8, moreFragments: true });
    const { net, issues } = decoder();
    expect(decodeAll(net, records([first, part, second])).map(({ frames }) => frames)).toEqual([[1, 3]]);
    expect(net.statistics.fragments).toMatchObject({ received: 3, duplicates: 1, overlapsConflicting: 0 });
    expect(issues).toEqual([]);
  });

  test('leftovers of a completed datagram are not incomplete', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const { net, issues } = decoder();
    expect(decodeAll(net, records([first, second, first])).length).toBe(1);
    net.end();
    expect(net.statistics.fragments.incomplete).toBe(0);
    expect(issues).toEqual([]);
  });

  test('fragments inside and outside the tunnel: frames of both levels', () => {
    const inner = fragments(FLOW, PROTOCOL.ESP, ESP, 56, 5);
    const outer = inner.flatMap((packet, i) =>
      fragments(TUNNEL, PROTOCOL.UDP, udp(TUNNEL, gtpu(packet)), 48, 100 + i).map(part => ethernet(part)),
    );
    const { net } = decoder();
    const seen = decodeAll(net, records(outer));
    expect(seen.map(({ frames }) => frames)).toEqual([outer.map((_, i) => i + 1)]);
    expect(seen[0]?.payload).toEqual(ESP);
  });
});

describe('ids wrap', () => {
  test('other content under the id of a completed datagram is a new one', () => {
    const other = esp(0x1234, 8, new Uint8Array(92));
    const { net, issues } = decoder();
    const seen = decodeAll(net, records([...pieces(FLOW, ESP, 56, 5), ...pieces(FLOW, other, 56, 5)]));
    expect(seen.map(({ payload }) => payload)).toEqual([ESP, other]);
    expect(issues).toEqual([]);
  });

  test('fragments more than 30 seconds apart do not belong together', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const { net, issues } = decoder();
    const late = [record(first, 1, { time: 0 }), record(second, 2, { time: 31e9 })];
    expect(decodeAll(net, late)).toEqual([]);
    expect(issues.map(({ code, frame }) => [code, frame])).toEqual([['fragment-incomplete', 1]]);
  });

  test('fragments 30 seconds apart do', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const inTime = [record(first, 1, { time: 0 }), record(second, 2, { time: 30e9 })];
    expect(decodeAll(decoder().net, inTime).length).toBe(1);
  });
});

describe('snap length', () => {
  const cut = (packet: Uint8Array, frame: number): CaptureRecord =>
    record(packet.subarray(0, -4), frame, { originalLength: packet.length });

  test.each([
    ['first', 0],
    ['last', 1],
  ])('a datagram whose %s fragment was cut is incomplete', (_name, which) => {
    const { net, issues } = decoder();
    const captured = pieces(FLOW, ESP, 56, 5).map((packet, i) =>
      i === which ? cut(packet, i + 1) : record(packet, i + 1),
    );
    expect(decodeAll(net, captured)).toEqual([]);
    net.end();
    expect(issues.at(-1)?.message).toBe(
      'IP datagram 10.0.0.1 to 10.0.0.2, id 5: expected 100 bytes, found only 96 bytes',
    );
  });

  test('another observation of the fragment fills the hole', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const { net } = decoder();
    const seen = decodeAll(net, [record(first, 1), cut(second, 2), record(second, 3)]);
    expect(seen.map(({ payload, frames }) => [payload, frames])).toEqual([[ESP, [1, 2, 3]]]);
  });
});

describe('damage', () => {
  test('overlap with different content: first come wins, one Issue', () => {
    const evil = new Uint8Array(56).fill(0xee);
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const overlap = piece(evil, { id: 5, fragmentOffset: 8, moreFragments: true });
    const { net, issues } = decoder();
    const seen = decodeAll(net, records([first, overlap, overlap, second]));
    expect(seen.length).toBe(1);
    expect(seen[0]?.payload.subarray(0, 56)).toEqual(ESP.subarray(0, 56));
    expect(issues).toEqual([
      {
        code: 'fragment-overlap',
        layer: 'network',
        damage: true,
        file: 0,
        frame: 2,
        offset: null,
        message:
          'IP datagram 10.0.0.1 to 10.0.0.2, id 5: ' +
          'expected fragments that agree, found other content or length; the first one is used',
      },
    ]);
    expect(net.statistics.fragments).toMatchObject({ overlapsConflicting: 3, duplicates: 0 });
  });

  test('another end than that of the last fragment: first come wins', () => {
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const longer = piece(new Uint8Array(64), { id: 5, fragmentOffset: 56 });
    const { net, issues } = decoder();
    const seen = decodeAll(net, records([second, longer, first]));
    expect(seen.map(({ payload, frames }) => [payload, frames])).toEqual([[ESP, [1, 3]]]);
    expect(issues.map(({ code, frame }) => [code, frame])).toEqual([['fragment-overlap', 2]]);
    expect(net.statistics.fragments.overlapsConflicting).toBe(1);
  });

  test('a datagram that never completes is reported at the end', () => {
    const { net, issues } = decoder();
    const first = Array.from({ length: 3 }, (_, id) => pieces(FLOW, ESP, 56, id)[0] as Uint8Array);
    expect(decodeAll(net, records(first))).toEqual([]);
    expect(issues).toEqual([]);
    net.end();
    expect(issues).toEqual(
      [0, 1, 2].map(id => ({
        code: 'fragment-incomplete',
        layer: 'network',
        damage: true,
        file: 0,
        frame: id + 1,
        offset: null,
        message: `IP datagram 10.0.0.1 to 10.0.0.2, id ${id}: expected a last fragment, found only 56 bytes`,
      })),
    );
    expect(net.statistics.fragments.incomplete).toBe(3);
  });

  test('an incomplete datagram whose end is known', () => {
    const { net, issues } = decoder();
    decodeAll(net, records([pieces(FLOW6, ESP, 56, 70_000)[1] as Uint8Array]));
    net.end();
    expect(issues.map(({ message }) => message)).toEqual([
      'IP datagram 2001:db8::1 to 2001:db8::2, id 70000: expected 100 bytes, found only 44 bytes',
    ]);
  });

  test('more than 65,535 bytes, no bytes, or a middle part that is no multiple of 8', () => {
    const tooFar = piece(new Uint8Array(8), { id: 1, fragmentOffset: 65_528 });
    const odd = piece(new Uint8Array(9), { id: 2, moreFragments: true });
    const empty = piece(new Uint8Array(0), { id: 3, fragmentOffset: 64 });
    const { net, issues } = decoder();
    expect(decodeAll(net, records([tooFar, odd, empty]))).toEqual([]);
    net.end();
    const unusable = { code: 'fragment-unusable', layer: 'network', damage: true, file: 0, offset: null };
    expect(issues).toEqual([
      { ...unusable, frame: 1, message: 'expected a fragment to end at 65535 at most, found 65536' },
      { ...unusable, frame: 2, message: 'expected a fragment length that is a multiple of 8, found 9' },
      { ...unusable, frame: 3, message: 'expected a fragment of at least 1 byte, found 0' },
    ]);
    expect(net.statistics.fragments).toMatchObject({ received: 3, unusable: 3, incomplete: 0 });
  });

  test('too many fragments of one datagram', () => {
    const { net, issues } = decoder();
    const tiny = pieces(FLOW, join(ESP, new Uint8Array(8 * 1030 - ESP.length)), 8, 1);
    expect(decodeAll(net, records(tiny))).toEqual([]);
    expect(net.statistics.fragments.unusable).toBe(6);
    expect(issues.map(({ frame, message }) => [frame, message])).toEqual(
      [1025, 1026, 1027, 1028, 1029, 1030].map(frame => [
        frame,
        'expected up to 1024 fragments of one datagram, found more',
      ]),
    );
  });

  test('a datagram of 1024 fragments, seen twice', () => {
    const whole = join(ESP, new Uint8Array(8 * 1024 - ESP.length));
    const tiny = pieces(FLOW, whole, 8, 1);
    const { net, issues } = decoder();
    const seen = decodeAll(net, records([...tiny, ...tiny]));
    expect(seen.map(({ payload }) => payload)).toEqual([whole, whole]);
    expect(issues).toEqual([]);
  });
});

describe('bounds', () => {
  test('the datagram idle for longest goes when there are too many', () => {
    const [a1, a2] = pieces(FLOW, ESP, 56, 1) as [Uint8Array, Uint8Array];
    const [b1, b2] = pieces(FLOW, ESP, 56, 2) as [Uint8Array, Uint8Array];
    const [c1, c2] = pieces(FLOW, ESP, 56, 3) as [Uint8Array, Uint8Array];
    const { net } = decoder({ fragmentDatagrams: 2 });
    const seen = decodeAll(net, records([a1, b1, a1, c1, a2, c2, b2]));
    expect(seen.map(({ frames }) => frames)).toEqual([
      [1, 5],
      [4, 6],
    ]);
    expect(net.statistics.fragments).toMatchObject({ evicted: 2, incomplete: 1 });
  });

  test('the datagram idle for longest goes when they hold too many bytes', () => {
    const { net } = decoder({ fragmentBytes: 100_000 });
    const big = join(ESP, new Uint8Array(60_000));
    const [first, last] = [0, 1].map(which =>
      Array.from({ length: 5 }, (_, id) => pieces(FLOW, big, 59_992, id)[which] as Uint8Array),
    ) as [Uint8Array[], Uint8Array[]];
    const seen = decodeAll(net, records([...first, last[4] as Uint8Array, ...last.slice(0, 4)]));
    expect(net.statistics.fragments.evicted).toBeGreaterThanOrEqual(4);
    expect(seen.map(({ frames }) => frames)).toEqual([[5, 6]]);
  });

  test('many small datagrams are held within the same bytes', () => {
    const { net } = decoder({ fragmentBytes: 10_000 });
    const first = Array.from({ length: 100 }, (_, id) => pieces(FLOW, ESP, 56, id)[0] as Uint8Array);
    decodeAll(net, records(first));
    expect(net.statistics.fragments.evicted).toBeGreaterThan(90);
  });

  test('one datagram is put together however few bytes may be held', () => {
    const { net } = decoder({ fragmentBytes: 1 });
    expect(decodeAll(net, records(pieces(FLOW, ESP, 56, 1))).length).toBe(1);
    expect(net.statistics.fragments.evicted).toBe(0);
  });

  test('a datagram that is seen over and over needs no more room', () => {
    const [waiting1, waiting2] = pieces(FLOW, ESP, 56, 1) as [Uint8Array, Uint8Array];
    const repeated = Array.from({ length: 100 }, () => pieces(FLOW, ESP, 56, 2)).flat();
    const { net } = decoder({ fragmentBytes: 10_000 });
    const seen = decodeAll(net, records([waiting1, ...repeated, waiting2]));
    expect(seen.length).toBe(101);
    expect(seen.at(-1)?.frames).toEqual([1, 202]);
    expect(net.statistics.fragments.evicted).toBe(0);
  });

  test('the room of datagrams given up after 30 seconds is free again', () => {
    const { net } = decoder({ fragmentBytes: 10_000 });
    const pairs = Array.from({ length: 40 }, (_, i) => {
      const [first] = pieces(FLOW, ESP, 56, i) as [Uint8Array];
      return record(first, i + 1, { time: Math.floor(i / 2) * 31e9 });
    });
    decodeAll(net, pairs);
    expect(net.statistics.fragments).toMatchObject({ incomplete: 38, evicted: 0 });
  });
});
