import { expect, test } from 'vitest';
import { natTraversalKind } from '../../src/net/nat-traversal.ts';
import { esp } from '../support/packets.ts';
import { regionOf } from './support.ts';

test.each([
  ['a single 0xff', Uint8Array.of(255), 'keep-alive'],
  ['nothing', new Uint8Array(0), 'keep-alive'],
  ['too short for ESP', Uint8Array.of(0, 0, 1, 2, 0, 0, 0), 'keep-alive'],
  ['the non-ESP marker', new Uint8Array(32), 'ike'],
  ['the smallest ESP', esp(0x102, 1, new Uint8Array(0)), 'esp'],
] as const)('%s', (_name, payload, kind) => {
  expect(natTraversalKind(regionOf(payload))).toBe(kind);
});
