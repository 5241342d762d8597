import { expect, test } from 'vitest';
import { SentPackets } from '../../../src/diagnosis/journal/sent-packets.ts';
import type { Protection } from '../../../src/model/protection.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';

function packet(
  frame: number,
  { family = 4, protocol = 17, protection = null as Protection | null } = {},
): Datagram {
  const length = family === 4 ? 4 : 16;
  const addresses = Uint8Array.from({ length: 2 * length }, (_, i) => (i < length ? 1 : 2));
  const offsets = { sourceOffset: 0, destinationOffset: length };
  return Object.assign(new Datagram(), {
    family,
    addresses,
    ...offsets,
    protocol,
    protection,
    frame,
    seconds: frame,
  });
}

test('one for each way, with its first packet and the time of its last', () => {
  const sent = new SentPackets(10);
  sent.saw(packet(1), 53);
  sent.saw(packet(2), 5060);
  sent.saw(packet(3), 53);
  sent.saw(packet(4, { family: 6 }), 53);
  sent.saw(packet(5, { protocol: 1 }), 8);
  const rows = sent
    .all()
    .map(({ source, protocol, port, packets, first, last }) => [
      source,
      protocol,
      port,
      packets,
      first.frame,
      last.seconds,
    ]);
  expect(rows).toEqual([
    ['1.1.1.1', 17, 5060, 1, 2, 2],
    ['1.1.1.1', 17, 53, 2, 1, 3],
    ['101:101:101:101:101:101:101:101', 17, 53, 1, 4, 4],
    ['1.1.1.1', 1, 8, 1, 5, 5],
  ]);
  expect(sent.all()[2]?.destination).toBe('202:202:202:202:202:202:202:202');
});

test('without what came in ESP', () => {
  const sent = new SentPackets(10);
  sent.saw(packet(1, { protection: {} as Protection }), 53);
  expect(sent.all()).toEqual([]);
});

test('the way that was quiet for the longest is given up first', () => {
  const sent = new SentPackets(2);
  for (const [frame, port] of [
    [1, 1],
    [2, 2],
    [3, 1],
    [4, 3],
  ] as const)
    sent.saw(packet(frame), port);
  expect(sent.all().map(({ port }) => port)).toEqual([1, 3]);
});
