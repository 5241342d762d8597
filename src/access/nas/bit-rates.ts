import { readU8, readU16 } from '../../bytes/read.ts';
import type { BearerFacts, BitRates } from '../facts.ts';

/** APN-AMBR: downlink and uplink, then both again extended, and once more (TS 24.301 §9.9.4.2); null if too short. */
export function apnAmbr(value: Uint8Array): BitRates | null {
  if (value.length < 2) return null;
  const octet = (at: number) => (at < value.length ? readU8(value, at) : 0);
  return {
    downKbps: kbps(octet(0), octet(2), octet(4)),
    upKbps: kbps(octet(1), octet(3), octet(5)),
  };
}

/** Session-AMBR: a unit and 16 bits each, downlink first (TS 24.501 §9.11.4.14); null if it is cut or has no unit. */
export function sessionAmbr(value: Uint8Array): BitRates | null {
  const [downKbps, upKbps] = [rateWithUnit(value), rateWithUnit(value, 3)];
  return downKbps === null || upKbps === null ? null : { downKbps, upKbps };
}

/**
 * The rates of EPS QoS: maximum uplink and downlink, guaranteed uplink and downlink, then all again extended, and once
 * more (TS 24.301 §9.9.4.3). Null for those that are 0 in both directions, as of a bearer without guaranteed rates.
 */
export function bearerRates(qos: Uint8Array): Pick<BearerFacts, 'guaranteed' | 'maximum'> {
  const octet = (at: number) => (at < qos.length ? readU8(qos, at) : 0);
  const rate = (at: number) => kbps(octet(at), octet(at + 4), octet(at + 8));
  return { maximum: someRates(rate(2), rate(1)), guaranteed: someRates(rate(4), rate(3)) };
}

/** Null if both are 0. */
export function someRates(downKbps: number, upKbps: number): BitRates | null {
  return downKbps === 0 && upKbps === 0 ? null : { downKbps, upKbps };
}

/** A unit and 16 bits, as in a session AMBR and in the description of a QoS flow; null if it is cut or has no unit. */
export function rateWithUnit(value: Uint8Array, at = 0): number | null {
  if (value.length < at + 3 || readU8(value, at) === 0) return null;
  return readU16(value, at + 1) * unitKbps(readU8(value, at));
}

function kbps(base: number, extended: number, multiple: number): number {
  const upTo256Mbps = extended === 0 ? baseKbps(base) : extendedKbps(extended);
  return multiple === 0 || multiple === 255 ? upTo256Mbps : upTo256Mbps + multiple * 256_000;
}

function baseKbps(code: number): number {
  if (code < 64) return code;
  if (code < 128) return 64 + (code - 64) * 8;
  return code === 255 ? 0 : 576 + (code - 128) * 64;
}

function extendedKbps(code: number): number {
  if (code <= 74) return 8600 + code * 100;
  if (code <= 186) return (16 + (code - 74)) * 1000;
  return (128 + (Math.min(code, 250) - 186) * 2) * 1000;
}

/** Five units for each power of thousand, each four times the one before; higher values count as the last, 256 Pbit/s. */
function unitKbps(unit: number): number {
  const step = Math.min(unit, 25) - 1;
  return 1000 ** Math.floor(step / 5) * 4 ** (step % 5);
}
