import { describe, expect, test } from 'vitest';
import { linkDecoder, TOO_SHORT } from '../../src/net/link.ts';
import { ethernet, ip, sll, sll2 } from '../support/packets.ts';
import { FLOW, FLOW6 } from './support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const V6 = ip(FLOW6, 17, new Uint8Array(8));

function decode(linkType: number, frame: Uint8Array): [number, number] {
  const found = { etherType: -2, offset: -2 };
  linkDecoder(linkType)?.(frame, found);
  return [found.etherType, found.offset];
}

describe('Ethernet', () => {
  test('plain', () => {
    expect(decode(1, ethernet(V4))).toEqual([0x0800, 14]);
    expect(decode(1, ethernet(V6))).toEqual([0x86dd, 14]);
  });

  test('any number of VLAN tags', () => {
    const vlans = [
      [0x88a8, 5],
      [0x9100, 6],
      [0x8100, 7],
      [0x8100, 8],
    ] as const;
    expect(decode(1, ethernet(V4, { vlans: vlans.slice(2, 3) }))).toEqual([0x0800, 18]);
    expect(decode(1, ethernet(V4, { vlans }))).toEqual([0x0800, 30]);
  });

  test('another protocol keeps its EtherType', () => {
    expect(decode(1, ethernet(new Uint8Array(28), { etherType: 0x0806 }))[0]).toBe(0x0806);
  });

  test('ends inside the header or a tag', () => {
    expect(decode(1, new Uint8Array(13))[0]).toBe(TOO_SHORT);
    expect(decode(1, ethernet(new Uint8Array(3), { etherType: 0x8100 }))[0]).toBe(TOO_SHORT);
  });
});

test('Linux cooked captures', () => {
  expect(decode(113, sll(V4))).toEqual([0x0800, 16]);
  expect(decode(113, sll(V6))).toEqual([0x86dd, 16]);
  expect(decode(276, sll2(V4))).toEqual([0x0800, 20]);
  expect(decode(276, sll2(V6))).toEqual([0x86dd, 20]);
  expect(decode(276, new Uint8Array(19))[0]).toBe(TOO_SHORT);
});

test.each([12, 14, 101, 228, 229])('raw IP, link type %i', linkType => {
  expect(decode(linkType, V6)).toEqual([0x86dd, 0]);
  expect(decode(linkType, V4)).toEqual([0x0800, 0]);
  expect(decode(linkType, new Uint8Array(0))[0]).toBe(TOO_SHORT);
});

test.each([0, 108])('address family in both byte orders, link type %i', linkType => {
  expect(decode(linkType, Uint8Array.of(2, 0, 0, 0, 69))).toEqual([0x0800, 4]);
  expect(decode(linkType, Uint8Array.of(0, 0, 0, 2, 69))).toEqual([0x0800, 4]);
  for (const family of [24, 28, 30]) {
    expect(decode(linkType, Uint8Array.of(family, 0, 0, 0, 96))).toEqual([0x86dd, 4]);
    expect(decode(linkType, Uint8Array.of(0, 0, 0, family, 96))).toEqual([0x86dd, 4]);
  }
  expect(decode(linkType, Uint8Array.of(0, 0, 0, 7, 0))[0]).toBe(0);
  expect(decode(linkType, Uint8Array.of(2, 0, 0))[0]).toBe(TOO_SHORT);
});

test('a link type that is not in the table', () => {
  expect(linkDecoder(147)).toBeUndefined();
});
