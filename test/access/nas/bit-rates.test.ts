import { expect, test } from 'vitest';
import { apnAmbr, sessionAmbr } from '../../../src/access/nas/bit-rates.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/* TS 24.301 §9.9.4.2: base, extended, and multiples of 256 Mbit/s. */
test.each([
  ['b38e', { downKbps: 576 + (0xb3 - 128) * 64, upKbps: 576 + (0x8e - 128) * 64 }],
  ['3f40', { downKbps: 63, upKbps: 64 }],
  ['7fff', { downKbps: 64 + 63 * 8, upKbps: 0 }],
  ['fefe4a4b', { downKbps: 8600 + 74 * 100, upKbps: 17_000 }],
  ['fefebafa', { downKbps: 128_000, upKbps: 256_000 }],
  // 1,000 Mbit/s are three times 256 and 232.
  ['0000eeee0303', { downKbps: 1_000_000, upKbps: 1_000_000 }],
  ['64', null],
])('APN-AMBR %s', (hex, rates) => {
  expect(apnAmbr(octets(hex))).toEqual(rates);
});

/* TS 24.501 §9.11.4.14: unit 1 is 1 kbit/s, 2 four times as much, 6 is 1 Mbit/s. */
test.each([
  ['0603e80603e8', { downKbps: 1_000_000, upKbps: 1_000_000 }],
  ['010064020064', { downKbps: 100, upKbps: 400 }],
  ['000064020064', null],
  ['0603e8', null],
])('Session-AMBR %s', (hex, rates) => {
  expect(sessionAmbr(octets(hex))).toEqual(rates);
});
