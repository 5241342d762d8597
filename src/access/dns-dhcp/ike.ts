import { toHex } from '../../bytes/hex.ts';
import { readU8, readU16, readU32 } from '../../bytes/read.ts';

/** The first message of IKEv2, the only one in the clear (RFC 7296 §1.2). */
export interface IkeInit {
  /** SPI of the initiator, 16 hex digits. */
  readonly spi: string;
  readonly isAnswer: boolean;
  /** Error that it notifies of, such as `NO_PROPOSAL_CHOSEN`; null without one. */
  readonly error: string | null;
}

/** The header that every message of IKE has, of version 1 as well (RFC 7296 §3.1, RFC 2408 §3.1). */
export interface IkeHeader {
  /** SPIs (cookies) of the two ends, 16 hex digits each. */
  readonly initiatorSpi: string;
  readonly responderSpi: string;
  /** Major and minor version, four bits each. */
  readonly version: number;
  readonly exchangeType: number;
  readonly flags: number;
  readonly messageId: number;
  /** Types of the notifications in the clear, in their order. */
  readonly notifications: readonly number[];
}

const HEADER_LENGTH = 28;
const IKE_SA_INIT = 34;
const NOTIFY = 41;
const FLAG_RESPONSE = 0x20;

/** Errors that end or turn back a first message (RFC 7296 §3.10.1). */
const ERRORS: ReadonlyMap<number, string> = new Map([
  [1, 'UNSUPPORTED_CRITICAL_PAYLOAD'],
  [5, 'INVALID_MAJOR_VERSION'],
  [7, 'INVALID_SYNTAX'],
  [14, 'NO_PROPOSAL_CHOSEN'],
  [17, 'INVALID_KE_PAYLOAD'],
  [35, 'NO_ADDITIONAL_SAS'],
]);

/** Payloads of one message: SA, KE, nonce, and a dozen notifications and vendor identities. */
const MOST_PAYLOADS = 64;

/** Reads an IKE_SA_INIT, with or without the four zero octets before it on port 4500; null for other bytes. */
export function readIkeInit(bytes: Uint8Array, start: number, end: number): IkeInit | null {
  const header = readIkeHeader(bytes, start, end);
  if (header === null || header.version >> 4 !== 2 || header.exchangeType !== IKE_SA_INIT) return null;
  const error = header.notifications.find(number => number < 16_384);
  return {
    spi: header.initiatorSpi,
    isAnswer: (header.flags & FLAG_RESPONSE) !== 0,
    error: error === undefined ? null : (ERRORS.get(error) ?? `${error}`),
  };
}

/** Reads the header of any message of IKE, and its notifications in the clear; null for other bytes. */
export function readIkeHeader(bytes: Uint8Array, start: number, end: number): IkeHeader | null {
  const hasMarker = end - start >= 4 && [0, 1, 2, 3].every(i => readU8(bytes, start + i) === 0);
  const at = hasMarker ? start + 4 : start;
  if (end - at < HEADER_LENGTH) return null;
  const version = readU8(bytes, at + 17);
  const isVersion2 = version >> 4 === 2;
  return {
    initiatorSpi: toHex(bytes.subarray(at, at + 8)),
    responderSpi: toHex(bytes.subarray(at + 8, at + 16)),
    version,
    exchangeType: readU8(bytes, at + 18),
    flags: readU8(bytes, at + 19),
    messageId: readU32(bytes, at + 20),
    notifications: isVersion2
      ? notificationsIn(bytes.subarray(at + HEADER_LENGTH, end), readU8(bytes, at + 16))
      : [],
  };
}

/** Each payload names the type of the next (RFC 7296 §3.2). Notifications below 16384 are errors. */
function notificationsIn(bytes: Uint8Array, firstType: number): number[] {
  const found: number[] = [];
  let type = firstType;
  for (let at = 0, count = 0; type !== 0 && at + 4 <= bytes.length && count < MOST_PAYLOADS; count++) {
    const length = readU16(bytes, at + 2);
    if (length < 4 || at + length > bytes.length) break;
    if (type === NOTIFY && length >= 8) found.push(readU16(bytes, at + 6));
    type = readU8(bytes, at);
    at += length;
  }
  return found;
}
