import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPayloadLength, cutPayloadProtocol } from '../../../src/ipsec/decrypt/cut-payload.ts';
import { createLoneSet } from '../../../src/ipsec/sa/sa-set.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import { flowOf } from '../../support/captures/esp-packets.ts';
import { given } from '../../support/captures/given-sa.ts';
import { ip, tcp, udp } from '../../support/captures/packets.ts';
import { saSets } from '../../support/captures/sa-set.ts';

const agreed = saSets({})[0]?.sas[0] as SecurityAssociation;
const own = createLoneSet(given('"*","*","*","NULL","","NULL",""'), '10.0.0.2', '10.0.0.1', 7, 1)
  .sas[0] as SecurityAssociation;

const TEXT = new Uint8Array(300).fill(65);
const FLOW = flowOf(agreed);
const FOREIGN = { ...FLOW, sourcePort: 9 };
const UDP = udp(FLOW, TEXT);
const TCP = tcp(FLOW, { sequence: 1, flags: 0x18 }, TEXT);
const SIX = { ...FLOW, source: '2001:db8::2', destination: '2001:db8::1' };

/** Payload with `padding` octets of padding before the trailer, cut behind `kept`. */
function protocol(payload: Uint8Array, kept: number, sa = agreed, padding = 3): number {
  return cutPayloadProtocol(payload, 0, Math.min(kept, payload.length), payload.length + padding + 2, sa);
}

test('UDP and TCP between the ports of the set', () => {
  expect(protocol(UDP, 40)).toBe(17);
  expect(protocol(UDP, 8)).toBe(17);
  expect(protocol(UDP, 7)).toBe(0);
  expect(protocol(TCP, 40)).toBe(6);
  expect(protocol(TCP, 19)).toBe(0);
  expect(protocol(udp(FOREIGN, TEXT), 40)).toBe(0);
  expect(protocol(tcp(FOREIGN, { sequence: 1 }, TEXT), 40)).toBe(0);
});

test('without an agreement the headers must fit the length', () => {
  expect(protocol(UDP, 40, own)).toBe(17);
  expect(protocol(TCP, 40, own)).toBe(6);
  expect(protocol(UDP, 40, own, 15)).toBe(17);
  expect(protocol(UDP, 40, own, 16)).toBe(0);
});

test('a tunnel, whatever its ports', () => {
  expect(protocol(ip(FOREIGN, 17, UDP), 60)).toBe(4);
  expect(protocol(ip(SIX, 17, UDP), 60)).toBe(41);
  const damaged = ip(FOREIGN, 17, UDP);
  damaged[10] = (damaged[10] as number) ^ 1;
  expect(protocol(damaged, 60)).toBe(0);
});

test('the length that a header names, or the least that TCP can have', () => {
  const tunnelled = ip(FLOW, 17, UDP);
  expect(cutPayloadLength(17, UDP, 0, UDP.length + 9, 16)).toBe(UDP.length);
  expect(cutPayloadLength(4, tunnelled, 0, tunnelled.length + 9, 16)).toBe(tunnelled.length);
  expect(cutPayloadLength(41, ip(SIX, 17, UDP), 0, 999, 16)).toBe(UDP.length + 40);
  for (let padding = 0; padding < 16; padding++) {
    const least = cutPayloadLength(6, TCP, 0, TCP.length + padding + 2, 16);
    expect(least).toBeLessThanOrEqual(TCP.length);
    expect(least).toBeGreaterThanOrEqual(TCP.length - 15);
  }
  expect(cutPayloadLength(6, tcp(FLOW, { sequence: 1 }), 0, 22, 16)).toBe(20);
});

test('octets of a wrong key are seldom taken for a payload', () => {
  let taken = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = createHash('sha512').update(`${i}`).digest();
    expect(cutPayloadProtocol(bytes, 0, 64, 500, agreed)).toBe(0);
    if (cutPayloadProtocol(bytes, 0, 64, 500, own) !== 0) taken++;
  }
  expect(taken).toBeLessThan(20);
});

test('any octets and lengths', () => {
  const place = fc.record({ end: fc.nat(64), length: fc.nat(70_000) });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), place, (bytes, { end, length }) => {
      const protocol = cutPayloadProtocol(bytes, 0, end, length, own);
      expect([0, 4, 6, 17, 41]).toContain(protocol);
    }),
  );
});
