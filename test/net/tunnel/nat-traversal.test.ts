import { expect, test } from 'vitest';
import {
  beginsIkeInTcp,
  isIke,
  isKeepAlive,
  natTraversalKind,
} from '../../../src/net/tunnel/nat-traversal.ts';
import { esp, join, latin1, u32 } from '../../support/captures/packets.ts';
import { regionOf } from '../support.ts';

test.each([
  ['a single 0xff', Uint8Array.of(255), 'keep-alive'],
  ['nothing', new Uint8Array(0), 'keep-alive'],
  ['too short for ESP', Uint8Array.of(0, 0, 1, 2, 0, 0, 0), 'keep-alive'],
  ['the non-ESP marker', new Uint8Array(32), 'ike'],
  ['the smallest ESP', esp(0x102, 1, new Uint8Array(0)), 'esp'],
] as const)('%s', (_name, payload, kind) => {
  expect(natTraversalKind(regionOf(payload))).toBe(kind);
});

test('a keep-alive is one octet of ones', () => {
  expect(isKeepAlive(regionOf(Uint8Array.of(255)))).toBe(true);
  expect(isKeepAlive(regionOf(Uint8Array.of(13)))).toBe(false);
  expect(isKeepAlive(regionOf(Uint8Array.of(255, 255)))).toBe(false);
});

test('IKE of both versions, with a length that agrees', () => {
  const message = (version: number, length: number) =>
    join([0, 0, 0, 0], new Uint8Array(16).fill(5), [33, version, 34, 8], u32(0), u32(length), [1, 2, 3, 4]);
  for (const version of [0x10, 0x20]) expect(isIke(regionOf(message(version, 32)), 4)).toBe(true);
  expect(isIke(regionOf(message(0x30, 32)), 4)).toBe(false);
  expect(isIke(regionOf(message(0x20, 31)), 4)).toBe(false);
  expect(isIke(regionOf(message(0x20, 32)), 0)).toBe(false);
  expect(isIke(regionOf(message(0x20, 32).slice(0, 31), 5), 4)).toBe(false);
  expect(isIke(regionOf(message(0x20, 32).slice(0, 34), 2), 4)).toBe(true);
});

test('the prefix of IKE in TCP', () => {
  expect(beginsIkeInTcp(regionOf(latin1('IKETCP\0\x20')))).toBe(true);
  expect(beginsIkeInTcp(regionOf(latin1('IKETCP')))).toBe(true);
  expect(beginsIkeInTcp(regionOf(latin1('IKETC')))).toBe(false);
  expect(beginsIkeInTcp(regionOf(latin1('IKEUDP')))).toBe(false);
});
