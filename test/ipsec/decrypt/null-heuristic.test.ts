import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  GMAC_LAYOUT,
  HMAC_LAYOUT,
  LONG_HMAC_LAYOUT,
  type NullLayout,
} from '../../../src/ipsec/crypto/packet-protection.ts';
import { findNullLayout } from '../../../src/ipsec/decrypt/null-heuristic.ts';
import { Trailer } from '../../../src/ipsec/decrypt/trailer.ts';
import { type EspContent, espDatagram, espPacket } from '../../support/captures/esp-packets.ts';
import { type Flow, ip, join, tcp, udp } from '../../support/captures/packets.ts';
import { KEY } from '../../support/captures/sa-set.ts';

const V4: Flow = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const V6: Flow = { ...V4, source: 'fd00::2', destination: 'fd00::1' };
const TEXT = Buffer.from('MESSAGE sip:a SIP/2.0\r\n\r\n');

function layoutOf(esp: Uint8Array, flow = V4): { layout: NullLayout | null; trailer: Trailer } {
  const packet = espDatagram(esp, flow);
  const trailer = new Trailer();
  return { layout: findNullLayout(packet.bytes, packet.start, packet.end, packet, trailer), trailer };
}

function nullPacket(content: Partial<EspContent>): Uint8Array {
  return espPacket({ alg: 'hmac-sha-1-96', ealg: 'null' }, KEY, {
    spi: 1,
    sequence: 1,
    payload: TEXT,
    ...content,
  });
}

describe('findNullLayout', () => {
  test.each([
    ['UDP over IPv4', 17, udp(V4, TEXT), V4],
    ['UDP over IPv6', 17, udp(V6, TEXT), V6],
    ['TCP over IPv4', 6, tcp(V4, { sequence: 5 }, TEXT), V4],
    ['TCP over IPv6', 6, tcp(V6, { sequence: 5 }), V6],
    ['IPv4 in IPv6', 4, ip(V4, 17, udp(V4, TEXT)), V6],
    ['IPv6 in IPv4', 41, ip(V6, 6, tcp(V6, { sequence: 5 }, TEXT)), V4],
  ])('%s', (_name, nextHeader, payload, flow) => {
    const { layout, trailer } = layoutOf(nullPacket({ nextHeader, payload }), flow);
    expect(layout).toBe(HMAC_LAYOUT);
    expect(trailer.nextHeader).toBe(nextHeader);
  });

  test('a UDP checksum of zero is good over IPv4 and not over IPv6', () => {
    for (const [flow, layout] of [
      [V4, HMAC_LAYOUT],
      [V6, null],
    ] as const) {
      const payload = udp(flow, TEXT);
      payload.set([0, 0], 6);
      expect(layoutOf(nullPacket({ payload }), flow).layout).toBe(layout);
    }
  });

  test('an ICV of 128 bits, and GMAC with its IV', () => {
    const short = nullPacket({ payload: udp(V4, TEXT) });
    expect(layoutOf(join(short, [1, 2, 3, 4])).layout).toBe(LONG_HMAC_LAYOUT);
    const gmac = espPacket({ alg: 'aes-gmac', ealg: 'null' }, KEY, {
      spi: 1,
      sequence: 1,
      payload: udp(V4, TEXT),
    });
    expect(layoutOf(gmac).layout).toBe(GMAC_LAYOUT);
  });

  test.each([
    ['a wrong UDP checksum', 17, (packet: Uint8Array) => packet.fill(0xaa, 6, 8)],
    ['a UDP length that is too small', 17, (packet: Uint8Array) => packet.fill(8, 5, 6)],
    ['a next header that is not looked for', 1, (packet: Uint8Array) => packet],
  ])('refuses %s', (_name, nextHeader, change) => {
    expect(layoutOf(nullPacket({ nextHeader, payload: change(udp(V4, TEXT)) })).layout).toBeNull();
  });

  test('refuses a wrong TCP checksum, data offset or reserved bits', () => {
    for (const [offset, value] of [
      [16, 0xaa],
      [12, 0x40],
      [12, 0x5e],
      [12, 0xf0],
    ] as const) {
      const payload = tcp(V4, { sequence: 5 });
      payload[offset] = value;
      expect(layoutOf(nullPacket({ nextHeader: 6, payload })).layout).toBeNull();
    }
  });

  test('refuses tunnelled packets that contradict themselves', () => {
    const four = ip(V4, 17, udp(V4, TEXT));
    four[8] = 1;
    expect(layoutOf(nullPacket({ nextHeader: 4, payload: four })).layout).toBeNull();
    const six = ip(V6, 17, udp(V6, TEXT));
    six[47] = (six[47] as number) ^ 1;
    expect(layoutOf(nullPacket({ nextHeader: 41, payload: six })).layout).toBeNull();
    expect(layoutOf(nullPacket({ nextHeader: 41, payload: ip(V6, 58, TEXT) })).layout).toBeNull();
  });

  test('refuses padding that is not 1, 2, 3, … or very long', () => {
    const payload = udp(V4, TEXT);
    expect(layoutOf(nullPacket({ payload, padding: Uint8Array.of(0, 0) })).layout).toBeNull();
    const long = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
    expect(layoutOf(nullPacket({ payload, padding: long })).layout).toBeNull();
    expect(layoutOf(nullPacket({ payload, padding: long.subarray(0, 15) })).layout).toBe(HMAC_LAYOUT);
  });

  test('never takes random octets for a packet in the clear', () => {
    let accepted = 0;
    for (let i = 0; i < 20_000; i++) {
      const noise = createHash('shake256', { outputLength: 24 + (i % 200) })
        .update(`${i}`)
        .digest();
      // Half of them with the next header and pad length that would have to be hit first.
      if (i % 2 === 0) noise.set([0, i % 4 === 0 ? 17 : 6], noise.length - 14);
      if (layoutOf(noise, i % 3 === 0 ? V6 : V4).layout !== null) accepted++;
    }
    expect(accepted).toBe(0);
  });
});
