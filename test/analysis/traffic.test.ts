import { expect, test } from 'vitest';
import { isOtherTraffic, Traffic } from '../../src/analysis/traffic.ts';
import { Datagram, PROTOCOL } from '../../src/net/packet/datagram.ts';

function datagram(protocol: number, sourcePort: number, destinationPort: number): Datagram {
  return Object.assign(new Datagram(), { protocol, sourcePort, destinationPort });
}

test('the lower port counts, the most frequent come first, five at most', () => {
  const traffic = new Traffic();
  for (let port = 1; port <= 9; port++)
    for (let i = 0; i < port; i++) traffic.count(datagram(PROTOCOL.UDP, 40_000, port));
  for (let i = 0; i < 8; i++) traffic.count(datagram(PROTOCOL.TCP, 443, 50_000 + i));
  traffic.count(datagram(PROTOCOL.SCTP, 3868, 3868));
  const top = traffic.topPorts();
  expect(top.map(({ packets }) => packets)).toEqual([9, 8, 8, 7, 6]);
  expect(top[0]).toEqual({ transport: 'udp', port: 9, packets: 9 });
  expect(top).toContainEqual({ transport: 'tcp', port: 443, packets: 8 });
});

test('nothing counted, nothing named', () => {
  expect(new Traffic().topPorts()).toEqual([]);
});

test('99 of 100 frames', () => {
  expect(isOtherTraffic(0, 0)).toBe(true);
  expect(isOtherTraffic(100, 1)).toBe(true);
  expect(isOtherTraffic(100, 2)).toBe(false);
  expect(isOtherTraffic(50, 1)).toBe(false);
});
