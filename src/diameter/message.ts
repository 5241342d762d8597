import { readU8, readU16, readU32 } from '../bytes/read.ts';

/** Octets of the header (RFC 6733 §3). */
export const DIAMETER_HEADER_LENGTH = 20;

/** Most bytes of a message: the length field has 24 bits, but nobody uses them all. */
const DIAMETER_LENGTH_CAP = 1024 * 1024;

/** Most AVPs of a message or a grouped AVP: those of Cx have some tens. */
const AVP_CAP = 4096;

const FLAG_REQUEST = 0x80;
const FLAG_VENDOR = 0x80;

/** One AVP (RFC 6733 §4.1). */
export interface Avp {
  readonly code: number;
  /** Vendor-Id; 0 without one. */
  readonly vendor: number;
  /** A view of its data, without padding. */
  readonly data: Uint8Array;
}

/** A Diameter message; a view of the captured bytes. */
export interface DiameterMessage {
  readonly command: number;
  readonly application: number;
  readonly request: boolean;
  readonly hopByHop: number;
  readonly endToEnd: number;
  readonly avps: readonly Avp[];
  /** False if an AVP is longer than the message: only those before it were read. */
  readonly whole: boolean;
}

/**
 * Message length in the header at `start`; 0 if more octets are needed; -1 if this is not a Diameter header: version 1,
 * a length of whole words that is not below that of the header, no reserved flags (RFC 6733 §3).
 */
export function diameterLength(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0;
  if (readU8(bytes, start) !== 1) return -1;
  if (end - start < DIAMETER_HEADER_LENGTH) return 0;
  const length = readU32(bytes, start) & 0xffffff;
  const flags = readU8(bytes, start + 4);
  const sane = length >= DIAMETER_HEADER_LENGTH && length % 4 === 0 && length <= DIAMETER_LENGTH_CAP;
  return sane && (flags & 0x0f) === 0 ? length : -1;
}

/** The message at `start`; `length` is from `diameterLength`. */
export function parseDiameter(bytes: Uint8Array, start: number, length: number): DiameterMessage {
  const { avps, whole } = parseAvps(bytes, start + DIAMETER_HEADER_LENGTH, start + length);
  return {
    command: readU32(bytes, start + 4) & 0xffffff,
    application: readU32(bytes, start + 8),
    request: (readU8(bytes, start + 4) & FLAG_REQUEST) !== 0,
    hopByHop: readU32(bytes, start + 12),
    endToEnd: readU32(bytes, start + 16),
    avps,
    whole,
  };
}

/** The AVPs in a grouped AVP. */
export function groupedAvps(avp: Avp): readonly Avp[] {
  return parseAvps(avp.data, 0, avp.data.length).avps;
}

/** The first AVP of that code and vendor, or null. */
export function findAvp(avps: readonly Avp[], code: number, vendor: number): Avp | null {
  return avps.find(avp => avp.code === code && avp.vendor === vendor) ?? null;
}

/** Data of an Unsigned32 AVP; null if it has another length. */
export function unsigned32(avp: Avp | null): number | null {
  return avp !== null && avp.data.length === 4 ? readU32(avp.data, 0) : null;
}

function parseAvps(bytes: Uint8Array, start: number, end: number): { avps: Avp[]; whole: boolean } {
  const avps: Avp[] = [];
  let at = start;
  while (at < end && avps.length < AVP_CAP) {
    const hasVendor = end - at >= 8 && (readU8(bytes, at + 4) & FLAG_VENDOR) !== 0;
    const header = hasVendor ? 12 : 8;
    if (end - at < header) return { avps, whole: false };
    const length = (readU8(bytes, at + 5) << 16) | readU16(bytes, at + 6);
    if (length < header || length > end - at) return { avps, whole: false };
    avps.push({
      code: readU32(bytes, at),
      vendor: hasVendor ? readU32(bytes, at + 8) : 0,
      data: bytes.subarray(at + header, at + length),
    });
    at += (length + 3) & ~3;
  }
  return { avps, whole: at >= end };
}
