import { expect, test } from 'vitest';
import { correctPackets } from '../../../../src/output/anonymise/frames/packet-checksums.ts';
import { ip, join, udp } from '../../../support/captures/packets.ts';

const V4 = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };
const V6 = { source: '2001:db8::1', sourcePort: 5060, destination: '2001:db8::2', destinationPort: 5060 };

test('UDP within IP within IP', () => {
  const right = ip(V4, 41, ip(V6, 17, udp(V6, Uint8Array.of(1, 2, 3))));
  const wrong = right.slice();
  wrong.set([0xde, 0xad], 10);
  wrong.set([0xde, 0xad], 66);
  correctPackets(wrong, [0, 20]);
  expect(wrong).toEqual(right);
});

test('a packet that is cut keeps the checksum of UDP', () => {
  const packet = ip(V4, 17, udp(V4, new Uint8Array(100))).subarray(0, 60);
  const before = packet.slice();
  correctPackets(packet, [0]);
  expect(packet).toEqual(before);
});

test('ICMPv6 covers the addresses', () => {
  const packet = ip(V6, 58, join([128, 0, 0x12, 0x34, 0, 1, 0, 1]));
  correctPackets(packet, [0]);
  const pseudo = join(packet.subarray(8, 40), [0, 0, 0, 8, 0, 0, 0, 58], packet.subarray(40));
  let sum = 0;
  for (let i = 0; i < pseudo.length; i += 2) sum += ((pseudo[i] as number) << 8) | (pseudo[i + 1] as number);
  expect((sum & 0xffff) + (sum >> 16)).toBe(0xffff);
});
