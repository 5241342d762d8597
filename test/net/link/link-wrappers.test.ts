import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nflog, oldPktap, pktap, ppi } from '../../../src/net/link/link-wrappers.ts';
import { NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { ip, join } from '../../support/captures/packets.ts';
import {
  nflog as nflogged,
  pktap as pktapped,
  ppi as ppied,
  u16le,
  u32le,
} from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6 } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const V6 = ip(FLOW6, 17, new Uint8Array(8));
const { INNER_LINK, NOT_IP, TOO_SHORT, UNKNOWN_LINK } = NO_NETWORK;

function unwrap(decode: typeof ppi, bytes: Uint8Array, end = bytes.length) {
  const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
  decode(bytes, 0, end, found);
  const { etherType, linkType, offset } = found;
  return etherType === INNER_LINK ? [linkType, bytes.slice(offset)] : etherType;
}

test('PPI', () => {
  expect(unwrap(ppi, ppied(105, V4))).toEqual([105, V4]);
  expect(unwrap(ppi, ppied(105, V4), 7)).toBe(TOO_SHORT);
  expect(unwrap(ppi, join([0, 0], u16le(4), u32le(105), V4))).toBe(TOO_SHORT);
  expect(unwrap(ppi, join([0, 0], u16le(9999), u32le(105), V4))).toBe(TOO_SHORT);
});

test('pktap: packets, and other records', () => {
  expect(unwrap(pktap, pktapped(12, V6))).toEqual([12, V6]);
  expect(unwrap(pktap, pktapped(12, V6, 0))).toBe(NOT_IP);
  expect(unwrap(pktap, pktapped(12, V6), 107)).toBe(TOO_SHORT);
});

test('the old number of pktap may mean anything', () => {
  expect(unwrap(oldPktap, pktapped(12, V6))).toEqual([12, V6]);
  expect(unwrap(oldPktap, V6)).toBe(UNKNOWN_LINK);
  expect(unwrap(oldPktap, new Uint8Array(3))).toBe(UNKNOWN_LINK);
});

test('nflog in both byte orders', () => {
  for (const littleEndian of [true, false]) {
    expect(unwrap(nflog, nflogged(2, V4, littleEndian))).toEqual([101, V4]);
    expect(unwrap(nflog, nflogged(10, V6, littleEndian))).toEqual([101, V6]);
  }
  expect(unwrap(nflog, nflogged(7, V4))).toBe(NOT_IP);
  const whole = nflogged(2, V4);
  const payload = whole.length - V4.length;
  for (let end = 0; end < payload; end++) expect(unwrap(nflog, whole, end)).toBe(TOO_SHORT);
  expect(unwrap(nflog, new Uint8Array(60))).toBe(TOO_SHORT);
});

test('whatever the bytes, the inner frame begins inside', () => {
  const decoders = fc.constantFrom(ppi, pktap, oldPktap, nflog);
  fc.assert(
    fc.property(decoders, fc.uint8Array({ maxLength: 200 }), (decode, bytes) => {
      const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
      decode(bytes, 0, bytes.length, found);
      expect(found.etherType).toBeLessThan(0);
      if (found.etherType === INNER_LINK) expect(found.offset).toBeLessThanOrEqual(bytes.length);
    }),
    { seed: 1, numRuns: 3000 },
  );
});
