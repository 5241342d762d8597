import { describe, expect, test } from 'vitest';
import {
  isEvidentTransport,
  isIpv4HeaderChecksum,
  isTransportChecksum,
  PLAUSIBILITY,
  plausibility,
} from '../../../src/ipsec/decrypt/plausibility.ts';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import type { Datagram } from '../../../src/net/packet/datagram.ts';
import { espDatagram, flowOf } from '../../support/captures/esp-packets.ts';
import { type Flow, ip, join, tcp, udp } from '../../support/captures/packets.ts';
import { ENDS } from '../../support/captures/sa-set.ts';

const V6 = {
  ue: { ...ENDS.ue, address: 'fd00::2' },
  pcscf: { ...ENDS.pcscf, address: 'fd00::1' },
};
const TEXT = new Uint8Array(21).fill(65);

function uplink(ends: typeof ENDS | typeof V6 = ENDS): SecurityAssociation {
  return createSaSet({ ...ends, nonce: null, agreed: [], offered: [], keys: [] }, 1, 1)
    .sas[0] as SecurityAssociation;
}

function judge(nextHeader: number, payload: Uint8Array, sa = uplink()): number {
  const around: Datagram = espDatagram(new Uint8Array(0), sa);
  const buffer = join([1, 2, 3], payload, [4, 5]);
  return plausibility(nextHeader, buffer, 3, 3 + payload.length, around, sa);
}

function between(sourcePort: number, destinationPort: number): Flow {
  return { ...flowOf(uplink()), sourcePort, destinationPort };
}

describe('plausibility', () => {
  test('UDP and TCP on the ports of the SA', () => {
    expect(judge(17, udp(between(5062, 5068), TEXT))).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(6, tcp(between(5062, 5068), { sequence: 1 }))).toBe(PLAUSIBILITY.SA_PORTS);
  });

  test.each([
    [5062, 5066],
    [5064, 5068],
    [5064, 5066],
  ])("Kamailio's further pairs: %i to %i", (source, destination) => {
    expect(judge(17, udp(between(source, destination), TEXT))).toBe(PLAUSIBILITY.SET_PORTS);
  });

  test('ports of the wrong direction are no ports of the set', () => {
    expect(judge(17, udp(between(5068, 5062), TEXT))).toBe(PLAUSIBILITY.CHECKSUM);
  });

  test('other ports count by their checksum', () => {
    const other = udp(between(1000, 2000), TEXT);
    expect(judge(17, other)).toBe(PLAUSIBILITY.CHECKSUM);
    other[9] = 0;
    expect(judge(17, other)).toBe(PLAUSIBILITY.SANE);
    other.set([0, 0], 6);
    expect(judge(17, other)).toBe(PLAUSIBILITY.SANE);
    const segment = tcp(between(1000, 2000), { sequence: 1 }, TEXT);
    expect(judge(6, segment)).toBe(PLAUSIBILITY.CHECKSUM);
    segment[21] = 0;
    expect(judge(6, segment)).toBe(PLAUSIBILITY.SANE);
  });

  test('a checksum over IPv6 addresses', () => {
    const sa = uplink(V6);
    const flow = { ...flowOf(sa), sourcePort: 1000 };
    expect(judge(17, udp(flow, TEXT), sa)).toBe(PLAUSIBILITY.CHECKSUM);
    expect(judge(17, udp(flow, TEXT))).toBe(PLAUSIBILITY.SANE);
  });

  test('a UDP length must be 8 at least and fit; more may follow', () => {
    const packet = udp(between(5062, 5068), TEXT);
    expect(judge(17, join(packet, [0, 0, 0]))).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(17, packet.subarray(0, packet.length - 1))).toBe(PLAUSIBILITY.NONE);
    expect(judge(17, packet.subarray(0, 7))).toBe(PLAUSIBILITY.NONE);
    packet.set([0, 7], 4);
    expect(judge(17, packet)).toBe(PLAUSIBILITY.NONE);
  });

  test('a TCP data offset must be 20 octets at least and fit', () => {
    const segment = tcp(between(5062, 5068), { sequence: 1 });
    expect(judge(6, segment.subarray(0, 19))).toBe(PLAUSIBILITY.NONE);
    segment[12] = 0x40;
    expect(judge(6, segment)).toBe(PLAUSIBILITY.NONE);
    segment[12] = 0x60;
    expect(judge(6, segment)).toBe(PLAUSIBILITY.NONE);
  });

  test('tunnel mode: the inner packet must be whole; its ports or its header checksum count', () => {
    const inner = ip(between(5062, 5068), 17, udp(between(5062, 5068), TEXT));
    expect(judge(4, inner)).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(4, join(inner, [0, 0]))).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(4, inner.subarray(0, inner.length - 1))).toBe(PLAUSIBILITY.NONE);
    expect(judge(4, ip(between(1, 2), 1, TEXT))).toBe(PLAUSIBILITY.CHECKSUM);
    expect(judge(4, ip(between(1, 2), 17, TEXT, { fragmentOffset: 1480 }))).toBe(PLAUSIBILITY.CHECKSUM);
    expect(judge(41, inner)).toBe(PLAUSIBILITY.NONE);
    const damaged = ip(between(1, 2), 1, TEXT);
    damaged[8] = 63;
    expect(judge(4, damaged)).toBe(PLAUSIBILITY.SANE);
    damaged[0] = 0x44;
    expect(judge(4, damaged)).toBe(PLAUSIBILITY.NONE);
    expect(judge(4, TEXT.subarray(0, 19))).toBe(PLAUSIBILITY.NONE);
  });

  test('tunnel mode over IPv6', () => {
    const flow = flowOf(uplink(V6));
    expect(judge(41, ip(flow, 17, udp(flow, TEXT)))).toBe(PLAUSIBILITY.SA_PORTS);
    const other = { ...flow, sourcePort: 9 };
    expect(judge(41, ip(other, 17, udp(other, TEXT)))).toBe(PLAUSIBILITY.CHECKSUM);
    expect(judge(41, ip(flow, 58, TEXT))).toBe(PLAUSIBILITY.SANE);
    expect(judge(41, ip(flow, 58, TEXT).subarray(0, 60))).toBe(PLAUSIBILITY.NONE);
    expect(judge(4, ip(flow, 17, udp(flow, TEXT)))).toBe(PLAUSIBILITY.NONE);
  });

  test('ICMP echo of RFC 3602 case 6 has a right checksum', () => {
    const echo = Buffer.from('0800b5e8a80a0500a69c083d0b660e00777777777777777777777777', 'hex');
    expect(judge(1, echo)).toBe(PLAUSIBILITY.CHECKSUM);
    echo[9] = 0;
    expect(judge(1, echo)).toBe(PLAUSIBILITY.SANE);
    expect(judge(1, echo.subarray(0, 7))).toBe(PLAUSIBILITY.NONE);
  });

  test('headers alone are enough, to the octet', () => {
    expect(judge(132, TEXT.subarray(0, 12))).toBe(PLAUSIBILITY.SANE);
    expect(judge(1, TEXT.subarray(0, 8))).toBe(PLAUSIBILITY.SANE);
    expect(judge(58, TEXT.subarray(0, 4))).toBe(PLAUSIBILITY.SANE);
    expect(judge(50, TEXT.subarray(0, 8))).toBe(PLAUSIBILITY.SANE);
    expect(judge(17, udp(between(5062, 5068), new Uint8Array(0)))).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(4, ip(between(1, 2), 17, new Uint8Array(0)))).toBe(PLAUSIBILITY.CHECKSUM);
    expect(judge(41, ip(flowOf(uplink(V6)), 17, new Uint8Array(0)))).toBe(PLAUSIBILITY.SANE);
  });

  test('a destination port that is none of the set, and the direction from the P-CSCF', () => {
    const other = udp(between(5062, 5999), TEXT);
    expect(judge(17, other)).toBe(PLAUSIBILITY.CHECKSUM);
    const sas = createSaSet({ ...ENDS, nonce: null, agreed: [], offered: [], keys: [] }, 1, 1).sas;
    for (const sa of sas) {
      const fromUe = sa.name === 'uc->ps' || sa.name === 'us->pc';
      const [near, far] = fromUe ? [ENDS.ue, ENDS.pcscf] : [ENDS.pcscf, ENDS.ue];
      for (const [source, destination] of [
        [near.portC, far.portC],
        [near.portC, far.portS],
        [near.portS, far.portC],
        [near.portS, far.portS],
      ] as const)
        expect(judge(17, udp(between(source, destination), TEXT), sa)).toBeGreaterThanOrEqual(
          PLAUSIBILITY.SET_PORTS,
        );
    }
  });

  test('in tunnel mode only UDP and TCP have ports, and a later fragment has none', () => {
    const flow = between(5062, 5068);
    const icmp = ip(flow, 1, udp(flow, TEXT));
    expect(judge(4, icmp)).toBe(PLAUSIBILITY.CHECKSUM);
    const later = ip(flow, 17, udp(flow, TEXT), { fragmentOffset: 8 });
    expect(judge(4, later)).toBe(PLAUSIBILITY.CHECKSUM);
    const six = join(ip(flow, 17, udp(flow, TEXT)));
    six[0] = 0x65;
    expect(judge(4, six)).toBe(PLAUSIBILITY.NONE);
  });

  test('what is evident whatever the ports: UDP of an exact length, TCP with a header in order', () => {
    const evident = (nextHeader: number, payload: Uint8Array) =>
      isEvidentTransport(nextHeader, join([9, 9, 9], payload, [9]), 3, 3 + payload.length);
    const datagram = udp(between(1, 2), TEXT);
    expect(evident(17, datagram)).toBe(true);
    expect(evident(17, udp(between(1, 2), new Uint8Array(0)))).toBe(true);
    expect(evident(17, join(datagram, [0]))).toBe(false);
    expect(evident(17, datagram.subarray(0, 7))).toBe(false);
    expect(evident(6, datagram)).toBe(false);
    const segment = (change: (bytes: Uint8Array) => void, payload = TEXT) => {
      const bytes = tcp(between(1, 2), { sequence: 1 }, payload);
      change(bytes);
      return bytes;
    };
    expect(
      evident(
        6,
        segment(() => {}),
      ),
    ).toBe(true);
    expect(
      evident(
        6,
        segment(() => {}, new Uint8Array(0)),
      ),
    ).toBe(true);
    expect(
      evident(
        132,
        segment(() => {}),
      ),
    ).toBe(false);
    expect(evident(6, segment(() => {}).subarray(0, 19))).toBe(false);
    for (const [at, value] of [
      [12, 0x40],
      [12, 0xf0],
      [12, 0x52],
      [13, 0x03],
      [13, 0x00],
      [18, 1],
      [19, 1],
    ] as const)
      expect(
        evident(
          6,
          segment(bytes => void bytes.fill(value, at, at + 1)),
        ),
      ).toBe(false);
    expect(
      evident(
        6,
        segment(bytes => void bytes.fill(0xd8, 13, 14)),
      ),
    ).toBe(true);
  });

  test('other next headers: nested ESP, SCTP, dummy, ICMPv6; the rest is nonsense', () => {
    expect(judge(50, TEXT)).toBe(PLAUSIBILITY.SANE);
    expect(judge(50, TEXT.subarray(0, 7))).toBe(PLAUSIBILITY.NONE);
    expect(judge(132, TEXT)).toBe(PLAUSIBILITY.SANE);
    expect(judge(132, udp(between(5062, 5068), TEXT))).toBe(PLAUSIBILITY.SA_PORTS);
    expect(judge(132, TEXT.subarray(0, 11))).toBe(PLAUSIBILITY.NONE);
    expect(judge(59, new Uint8Array(0))).toBe(PLAUSIBILITY.SANE);
    expect(judge(58, TEXT)).toBe(PLAUSIBILITY.SANE);
    expect(judge(58, TEXT.subarray(0, 3))).toBe(PLAUSIBILITY.NONE);
    for (const nextHeader of [0, 2, 43, 44, 51, 60, 255])
      expect(judge(nextHeader, TEXT)).toBe(PLAUSIBILITY.NONE);
  });
});

test('checksums of transport and IPv4 headers', () => {
  const flow = between(1, 2);
  const around = espDatagram(new Uint8Array(0), flow);
  const packet = udp(flow, TEXT);
  expect(isTransportChecksum(17, packet, 0, packet.length, around)).toBe(true);
  expect(isTransportChecksum(6, packet, 0, packet.length, around)).toBe(false);
  const outer = ip(flow, 17, packet);
  expect(isIpv4HeaderChecksum(outer, 0, 20)).toBe(true);
  expect(isIpv4HeaderChecksum(outer, 0, 22)).toBe(false);
});
