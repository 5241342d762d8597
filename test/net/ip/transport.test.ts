import { describe, expect, test } from 'vitest';
import { readEsp, readSctp, readTcp, readUdp, UDP_LENGTH } from '../../../src/net/ip/transport.ts';
import { Datagram, PROTOCOL, TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { esp, join, latin1, tcp, u16, u32, udp } from '../../support/captures/packets.ts';
import { FLOW, regionOf, rest } from '../support.ts';

const PAYLOAD = latin1('OPTIONS sip:a SIP/2.0');

describe('UDP', () => {
  test('ports and payload; what follows its length is cut', () => {
    const region = regionOf(join(udp(FLOW, PAYLOAD), new Uint8Array(40)));
    const datagram = new Datagram();
    expect(readUdp(region, datagram)).toBeNull();
    expect(datagram).toMatchObject({ protocol: PROTOCOL.UDP, sourcePort: 5060, destinationPort: 5062 });
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('length 0: to the end', () => {
    const packet = udp(FLOW, PAYLOAD);
    packet.set([0, 0], 4);
    const region = regionOf(packet);
    expect(readUdp(region, new Datagram())).toBeNull();
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('a length that claims too much is told, and the payload can be used', () => {
    const region = regionOf(udp(FLOW, PAYLOAD).slice(0, -1));
    expect(readUdp(region, new Datagram())?.code).toBe(UDP_LENGTH);
    expect(rest(region)).toEqual(PAYLOAD.slice(0, -1));
  });

  test('no room for a header, or a length below 8', () => {
    expect(readUdp(regionOf(new Uint8Array(7)), new Datagram())?.code).toBe('udp-header');
    const packet = udp(FLOW, PAYLOAD);
    packet.set([0, 7], 4);
    expect(readUdp(regionOf(packet), new Datagram())?.code).toBe('udp-header');
  });
});

describe('TCP', () => {
  test('ports, numbers, flags and payload', () => {
    const flags = TCP_FLAG.ACK | TCP_FLAG.FIN;
    const fields = { sequence: 0xfffffff0, acknowledgement: 0x80000001, flags };
    const region = regionOf(tcp(FLOW, fields, PAYLOAD));
    const datagram = new Datagram();
    expect(readTcp(region, datagram)).toBeNull();
    const ports = { sourcePort: 5060, destinationPort: 5062 };
    const numbers = { sequence: 0xfffffff0, acknowledgement: 0x80000001, tcpFlags: flags };
    expect(datagram).toMatchObject({ protocol: PROTOCOL.TCP, ...ports, ...numbers });
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('options are skipped', () => {
    const packet = tcp(FLOW, { sequence: 1 }, PAYLOAD);
    packet[12] = 0x80;
    const region = regionOf(packet);
    expect(readTcp(region, new Datagram())).toBeNull();
    expect(rest(region)).toEqual(PAYLOAD.slice(12));
  });

  test.each([0x40, 0xf0])('data offset octet 0x%s lies', octet => {
    const packet = tcp(FLOW, { sequence: 1 }, PAYLOAD);
    packet[12] = octet;
    expect(readTcp(regionOf(packet), new Datagram())?.code).toBe('tcp-header');
  });

  test('no room for a header', () => {
    expect(readTcp(regionOf(new Uint8Array(19)), new Datagram())?.code).toBe('tcp-header');
  });
});

test('SCTP: ports, and the payload begins with the first chunk', () => {
  const region = regionOf(join(u16(3868), u16(40000), u32(1), u32(2), PAYLOAD));
  const datagram = new Datagram();
  expect(readSctp(region, datagram)).toBeNull();
  expect(datagram).toMatchObject({ protocol: PROTOCOL.SCTP, sourcePort: 3868, destinationPort: 40000 });
  expect(rest(region)).toEqual(PAYLOAD);
  expect(readSctp(regionOf(new Uint8Array(11)), datagram)?.code).toBe('sctp-header');
});

test('ESP: the payload begins with the SPI and has at least 8 bytes', () => {
  const region = regionOf(esp(0x11223344, 5, new Uint8Array(0)));
  const datagram = new Datagram();
  expect(readEsp(region, datagram)).toBeNull();
  expect([datagram.protocol, region.start, region.length]).toEqual([PROTOCOL.ESP, 0, 8]);
  expect(readEsp(regionOf(new Uint8Array(7)), datagram)?.code).toBe('esp-too-short');
});
