import { expect, test } from 'vitest';
import {
  espName,
  type PacketHandler,
  walkPacket,
} from '../../../../src/output/anonymise/frames/packet-walk.ts';
import { esp, gtpu, ip, join, udp } from '../../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.1', sourcePort: 2152, destination: '10.0.0.2', destinationPort: 2152 };

function walk(packet: Uint8Array): { seen: string[]; starts: number[]; isKnown: boolean } {
  const seen: string[] = [];
  const starts: number[] = [];
  const take = (name: string) => () => seen.push(name) > 0;
  const handler: PacketHandler = {
    ip: (_, offset) => seen.push(`ip ${offset}`),
    esp: take('esp'),
    udp: take('udp'),
    tcp: take('tcp'),
    sctp: take('sctp'),
    fragment: take('fragment'),
  };
  return { isKnown: walkPacket(packet, 0, packet.length, handler, starts), seen, starts };
}

test('goes through tunnels to the innermost packet', () => {
  const inner = ip(FLOW, 50, esp(1, 2, new Uint8Array(20)));
  const packet = ip(FLOW, 4, ip(FLOW, 17, udp(FLOW, gtpu(inner))));
  expect(walk(packet)).toEqual({
    isKnown: true,
    seen: ['ip 12', 'ip 32', 'ip 68', 'esp'],
    starts: [0, 20, 56],
  });
});

test('refuses other protocols, and packets without end', () => {
  expect(walk(ip(FLOW, 89, new Uint8Array(20))).isKnown).toBe(false);
  let packet: Uint8Array = new Uint8Array(4);
  for (let i = 0; i < 12; i++) packet = ip(FLOW, 4, packet);
  expect(walk(packet).isKnown).toBe(false);
});

test('says which fragment it is', () => {
  expect(walk(ip(FLOW, 17, new Uint8Array(16), { id: 3, moreFragments: true })).seen).toEqual([
    'ip 12',
    'fragment',
  ]);
});

test('ESP packets have the names of their SPI and number', () => {
  const bytes = join([9], esp(1, 2, new Uint8Array(4)));
  expect(espName({ bytes, start: 1, end: bytes.length })).toBe('1 2 12');
});
