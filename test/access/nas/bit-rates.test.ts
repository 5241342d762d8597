import { expect, test } from 'vitest';
import {
  apnAmbr,
  bearerRates,
  rateWithUnit,
  sessionAmbr,
  someRates,
} from '../../../src/access/nas/bit-rates.ts';

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

/* TS 24.301 §9.9.4.3: QCI, maximum up and down, guaranteed up and down, and all again extended. */
test.each([
  ['0140402929', { maximum: { downKbps: 64, upKbps: 64 }, guaranteed: { downKbps: 41, upKbps: 41 } }],
  [
    '01fe402900 4a000000',
    { maximum: { downKbps: 64, upKbps: 16_000 }, guaranteed: { downKbps: 0, upKbps: 41 } },
  ],
  ['05', { maximum: null, guaranteed: null }],
  ['0500000000', { maximum: null, guaranteed: null }],
])('EPS QoS %s', (hex, rates) => {
  expect(bearerRates(octets(hex.replaceAll(' ', '')))).toEqual(rates);
});

/* TS 24.501 §9.11.4.12. */
test.each([
  ['010029', 41],
  ['060001', 1000],
  ['000029', null],
  ['0100', null],
])('a rate with its unit: %s', (hex, kbps) => {
  expect(rateWithUnit(octets(hex))).toBe(kbps);
});

test('rates that are 0 in both directions are none', () => {
  expect(someRates(0, 0)).toBeNull();
  expect(someRates(0, 41)).toEqual({ downKbps: 0, upKbps: 41 });
});
