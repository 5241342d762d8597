import { expect, test } from 'vitest';
import { skipExtensionHeaders } from '../../../src/net/ip/extension-headers.ts';
import { join, latin1, u16, u32 } from '../../support/captures/packets.ts';
import { ipHeader, regionOf, rest } from '../support.ts';

const PAYLOAD = latin1('transport');
/** 8 and 16 octets: next header, length in units of 8 beyond the first. */
const hopByHop = (next: number): number[] => [next, 0, 1, 4, 0, 0, 0, 0];
const routing = (next: number): number[] => [next, 1, ...new Array<number>(14).fill(0)];
/** 24 octets: length in units of 4 less 2. */
const ah = (next: number): number[] => [next, 4, ...new Array<number>(22).fill(7)];

test('a chain of IPv6 extension headers and AH', () => {
  const region = regionOf(join(hopByHop(43), routing(60), hopByHop(51), ah(50), PAYLOAD));
  const header = ipHeader(6, 0);
  expect(skipExtensionHeaders(region, header)).toBeNull();
  expect([header.protocol, rest(region)]).toEqual([50, PAYLOAD]);
});

test('AH in IPv4, where protocol 0 and 60 are none of ours', () => {
  const region = regionOf(join(ah(17), PAYLOAD));
  const header = ipHeader(4, 51);
  skipExtensionHeaders(region, header);
  expect([header.protocol, rest(region)]).toEqual([17, PAYLOAD]);
  const other = ipHeader(4, 60);
  skipExtensionHeaders(region, other);
  expect(rest(region)).toEqual(PAYLOAD);
});

test('stops behind the Fragment header of a fragment', () => {
  const region = regionOf(join(hopByHop(44), [60, 0, ...u16(1448 + 1), ...u32(0xfeedbeef)], PAYLOAD));
  const header = ipHeader(6, 0);
  expect(skipExtensionHeaders(region, header)).toBeNull();
  expect(header).toMatchObject({
    protocol: 60,
    fragment: true,
    fragmentId: 0xfeedbeef,
    fragmentOffset: 1448,
    moreFragments: true,
  });
  expect(rest(region)).toEqual(PAYLOAD);
});

test('an atomic fragment is a whole datagram', () => {
  const region = regionOf(join([17, 0, 0, 0, ...u32(1)], PAYLOAD));
  const header = ipHeader(6, 44);
  skipExtensionHeaders(region, header);
  expect([header.fragment, header.protocol, rest(region)]).toEqual([false, 17, PAYLOAD]);
});

test.each([
  ['length beyond the packet', 6, 43, [17, 9, 0, 0, 0, 0, 0, 0]],
  ['one byte', 6, 0, [17]],
  ['AH beyond the packet', 4, 51, [17, 4, 0, 0, 0, 0, 0, 0]],
  ['Fragment header cut', 6, 44, [17, 0, 0, 0]],
] as const)('damage: %s', (_name, family, protocol, bytes) => {
  const fault = skipExtensionHeaders(regionOf(Uint8Array.from(bytes)), ipHeader(family, protocol));
  expect(fault?.code).toBe('ip-extension-header');
});
