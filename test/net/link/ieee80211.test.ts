import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { avs, ieee80211, prism, radiotap } from '../../../src/net/link/ieee80211.ts';
import { NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { ip, join, u32 } from '../../support/captures/packets.ts';
import { radiotap as radiotapped, snap, u32le, wlan } from '../../support/captures/tunnel-packets.ts';
import { FLOW } from '../support.ts';

const LLC = snap(0x0800, ip(FLOW, 17, new Uint8Array(8)));
type Decoder = typeof ieee80211;

/** Where LLC begins, or why there is none. */
function llcOf(decode: Decoder, bytes: Uint8Array, end = bytes.length): Uint8Array | number {
  const found = { etherType: -99, offset: 0, linkType: 0, vnTags: 0 };
  decode(bytes, 0, end, found);
  return found.etherType === 0 ? bytes.slice(found.offset) : found.etherType;
}

describe('data frames', () => {
  test.each([
    ['from a station', [0x08, 0x01], {}],
    ['four addresses', [0x08, 0x03], {}],
    ['QoS', [0x88, 0x02], {}],
    ['QoS, four addresses, HT control', [0x88, 0x83], {}],
    ['sequence number, no fragment', [0x08, 0x01], { sequence: 0x7ff0 }],
    ['decrypted by the driver, which left the bit', [0x08, 0x41], {}],
  ] as const)('%s', (_name, control, options) => {
    expect(llcOf(ieee80211, wlan(LLC, { control, ...options }))).toEqual(LLC);
  });

  test.each([
    ['encrypted', [0x08, 0x41], {}, NO_NETWORK.WLAN_PROTECTED],
    ['A-MSDU', [0x88, 0x01], { qos: 0x80 }, NO_NETWORK.WLAN_UNREAD],
    ['first fragment', [0x08, 0x05], {}, NO_NETWORK.WLAN_UNREAD],
    ['last fragment', [0x08, 0x01], { sequence: 0x7ff1 }, NO_NETWORK.WLAN_UNREAD],
    ['without data', [0x48, 0x01], {}, NO_NETWORK.NOT_IP],
    ['beacon', [0x80, 0x00], {}, NO_NETWORK.NOT_IP],
    ['acknowledgement', [0xd4, 0x00], {}, NO_NETWORK.NOT_IP],
  ] as const)('%s', (_name, control, options, expected) => {
    const ciphertext = new Uint8Array(60).fill(0x5a);
    expect(llcOf(ieee80211, wlan(ciphertext, { control, ...options }))).toBe(expected);
  });

  test('cut in its header', () => {
    const frame = wlan(LLC, { control: [0x88, 0x83] });
    for (let end = 0; end < 36; end++) expect(llcOf(ieee80211, frame, end)).toBe(NO_NETWORK.TOO_SHORT);
  });
});

describe('headers of capture drivers', () => {
  test('radiotap, with and without padding behind the 802.11 header', () => {
    expect(llcOf(radiotap, radiotapped(wlan(LLC)))).toEqual(LLC);
    const padded = wlan(LLC, { control: [0x88, 0x01], padding: 2 });
    expect(llcOf(radiotap, radiotapped(padded, 0x20))).toEqual(LLC);
    expect(llcOf(radiotap, join([0, 0, 8, 0, 0, 0, 0, 0], wlan(LLC)))).toEqual(LLC);
  });

  test('Prism in both byte orders, AVS in either', () => {
    const header = (code: number[], length: number[]) => join(code, length, new Uint8Array(136));
    expect(llcOf(prism, join(header(u32le(0x44), u32le(144)), wlan(LLC)))).toEqual(LLC);
    expect(llcOf(prism, join(header(u32(0x44), u32(144)), wlan(LLC)))).toEqual(LLC);
    const avsHeader = join(u32(0x80211001), u32(64), new Uint8Array(56));
    expect(llcOf(prism, join(avsHeader, wlan(LLC)))).toEqual(LLC);
    expect(llcOf(avs, join(avsHeader, wlan(LLC)))).toEqual(LLC);
  });

  test.each([
    ['radiotap', radiotap],
    ['prism', prism],
    ['avs', avs],
  ] as const)('%s with a length that cannot be', (_name, decode) => {
    expect(llcOf(decode, new Uint8Array(7))).toBe(NO_NETWORK.TOO_SHORT);
    expect(llcOf(decode, new Uint8Array(200))).toBe(NO_NETWORK.TOO_SHORT);
    expect(llcOf(decode, new Uint8Array(200).fill(0xff))).toBe(NO_NETWORK.TOO_SHORT);
  });
});

test('whatever the bytes: LLC inside the frame, or none', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Decoder>(ieee80211, radiotap, prism, avs),
      fc.uint8Array({ maxLength: 90 }),
      (decode, bytes) => {
        const found = { etherType: -99, offset: 0, linkType: 0, vnTags: 0 };
        decode(bytes, 0, bytes.length, found);
        expect(found.etherType).toBeGreaterThan(-99);
        if (found.etherType === 0) expect(found.offset).toBeLessThanOrEqual(bytes.length);
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
});
