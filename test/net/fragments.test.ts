import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../src/model/capture.ts';
import { PROTOCOL } from '../../src/net/datagram.ts';
import { esp, ethernet, type Flow, fragments, gtpu, ip, join, record, udp } from '../support/packets.ts';
import { decodeAll, decoder, FLOW, FLOW6 } from './support.ts';

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
    expect(net.statistics.fragments).toMatchObject({ datagrams: 1, observations: 2, incomplete: 0 });
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
    const { net: again } = decoder();
    expect(decodeAll(again, [record(first, 1, { time: 0 }), record(second, 2, { time: 29e9 })]).length).toBe(
      1,
    );
  });

  test.each([
    ['id', FLOW, 6, PROTOCOL.ESP],
    ['addresses', { ...FLOW, source: '10.0.0.9' }, 5, PROTOCOL.ESP],
    ['protocol', FLOW, 5, PROTOCOL.UDP],
  ] as const)('another %s is another datagram', (_name, flow, id, protocol) => {
    const [first] = pieces(FLOW, ESP, 56, 5) as [Uint8Array];
    const second = ethernet(fragments(flow, protocol, ESP, 56, id)[1] as Uint8Array);
    expect(decodeAll(decoder().net, records([first, second]))).toEqual([]);
  });
});

describe('damage', () => {
  test('overlap with different content: first come wins, one Issue', () => {
    const evil = new Uint8Array(56).fill(0xee);
    const [first, second] = pieces(FLOW, ESP, 56, 5) as [Uint8Array, Uint8Array];
    const overlap = ip(FLOW, PROTOCOL.ESP, evil, { id: 5, fragmentOffset: 8, moreFragments: true });
    const { net, issues } = decoder();
    const seen = decodeAll(net, records([first, ethernet(overlap), ethernet(overlap), second]));
    expect(seen.length).toBe(1);
    expect(seen[0]?.payload.subarray(0, 56)).toEqual(ESP.subarray(0, 56));
    expect(issues.map(({ code, frame }) => [code, frame])).toEqual([['fragment-overlap', 2]]);
    expect(net.statistics.fragments.overlapsConflicting).toBeGreaterThan(0);
  });

  test('a datagram that never completes is reported at the end', () => {
    const { net, issues } = decoder();
    const first = Array.from({ length: 3 }, (_, id) => pieces(FLOW, ESP, 56, id)[0] as Uint8Array);
    expect(decodeAll(net, records(first))).toEqual([]);
    expect(issues).toEqual([]);
    net.end();
    expect(issues.map(({ code, frame }) => [code, frame])).toEqual([
      ['fragment-incomplete', 1],
      ['fragment-incomplete', 2],
      ['fragment-incomplete', 3],
    ]);
    expect(issues[0]?.message).toContain('10.0.0.1 to 10.0.0.2, id 0: 56 of an unknown number of bytes');
    expect(net.statistics.fragments.incomplete).toBe(3);
  });

  test('more than 65,535 bytes, no bytes, or a middle part that is no multiple of 8', () => {
    const tooFar = ip(FLOW, 50, new Uint8Array(64), { id: 1, fragmentOffset: 65_528, moreFragments: false });
    const odd = ip(FLOW, 50, new Uint8Array(9), { id: 2, moreFragments: true });
    const empty = ip(FLOW, 50, new Uint8Array(0), { id: 3, fragmentOffset: 64 });
    const { net, issues } = decoder();
    expect(decodeAll(net, records([tooFar, odd, empty].map(packet => ethernet(packet))))).toEqual([]);
    net.end();
    expect(issues.map(({ code }) => code)).toEqual(new Array(3).fill('fragment-unusable'));
    expect(net.statistics.fragments.unusable).toBe(3);
  });

  test('too many fragments of one datagram', () => {
    const tiny = (offset: number): Uint8Array =>
      ethernet(ip(FLOW, 50, new Uint8Array(8), { id: 1, fragmentOffset: offset * 8, moreFragments: true }));
    const { net } = decoder();
    decodeAll(net, records(Array.from({ length: 1030 }, (_, i) => tiny(i))));
    expect(net.statistics.fragments.unusable).toBe(6);
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

  test('bytes are bounded', () => {
    const { net } = decoder({ fragmentBytes: 100_000 });
    const big = join(ESP, new Uint8Array(60_000));
    const first = Array.from({ length: 5 }, (_, id) => pieces(FLOW, big, 59_992, id)[0] as Uint8Array);
    decodeAll(net, records(first));
    expect(net.statistics.fragments.evicted).toBe(4);
  });
});
