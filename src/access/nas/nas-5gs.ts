import { readU8 } from '../../bytes/read.ts';
import type { SessionMessage } from '../facts.ts';
import { labelsText } from '../values.ts';
import { longLengthValue, optionalElements } from './elements.ts';
import { FIVE_GSM_DISCRIMINATOR, readFiveGsm } from './five-gsm.ts';
import { fiveGsIdentity } from './identity.ts';
import { fiveGsMobility } from './mobility.ts';
import { nasCause } from './nas-causes.ts';
import { CIPHERED, type NasReading, NOTHING_SAID } from './reading.ts';

/** Extended protocol discriminator of 5GMM (TS 24.007 §11.2.3.1A). */
const FIVE_GMM_DISCRIMINATOR = 0x7e;

/** Security header types of messages that may be ciphered (TS 24.501 §9.3). */
const MAYBE_CIPHERED: ReadonlySet<number> = new Set([2, 4]);

/** Octets of the security header: discriminator, type, MAC, sequence number (TS 24.501 §9.1.1). */
const SECURITY_HEADER = 7;

const MESSAGE = {
  REGISTRATION_REQUEST: 0x41,
  REGISTRATION_ACCEPT: 0x42,
  CONFIGURATION_UPDATE: 0x54,
  IDENTITY_RESPONSE: 0x5c,
  SECURITY_MODE_COMPLETE: 0x5e,
  UL_NAS_TRANSPORT: 0x67,
  DL_NAS_TRANSPORT: 0x68,
} as const;

/** N1 SM information (TS 24.501 §9.11.3.40). */
const SM_CONTAINER = 1;

/** Octets of elements of NAS transport without a length (TS 24.501 §8.2.10, §8.2.11). */
const TRANSPORT_FIXED: ReadonlyMap<number, number> = new Map([
  [0x12, 1],
  [0x58, 1],
  [0x59, 1],
]);

/** Reads a NAS message of 5GS; see `readNasEps` for what is ciphered. */
export function readNas5gs(bytes: Uint8Array): NasReading {
  if (bytes.length < 3) return NOTHING_SAID;
  if (readU8(bytes, 0) === FIVE_GSM_DISCRIMINATOR) return sessionReading(bytes) ?? NOTHING_SAID;
  if (readU8(bytes, 0) !== FIVE_GMM_DISCRIMINATOR) return NOTHING_SAID;
  const security = readU8(bytes, 1) & 15;
  if (security === 0) return plain(bytes) ?? NOTHING_SAID;
  const securityHeaders = [security];
  if (bytes.length <= SECURITY_HEADER) return { ...NOTHING_SAID, securityHeaders };
  const inner = bytes.subarray(SECURITY_HEADER);
  const isPlain = inner.length >= 3 && readU8(inner, 0) === FIVE_GMM_DISCRIMINATOR;
  const reading = isPlain && (readU8(inner, 1) & 15) === 0 ? plain(inner) : null;
  if (reading === null)
    return { ...(MAYBE_CIPHERED.has(security) ? CIPHERED : NOTHING_SAID), securityHeaders };
  return { ...reading, securityHeaders: [...securityHeaders, ...reading.securityHeaders] };
}

/** Null if this is no whole message in the clear. */
function plain(bytes: Uint8Array): NasReading | null {
  const said = mobilityReading(bytes);
  return said === null ? null : { ...said, securityHeaders: [0], mobility: bytes };
}

function mobilityReading(bytes: Uint8Array): NasReading | null {
  const type = readU8(bytes, 2);
  switch (type) {
    case MESSAGE.REGISTRATION_REQUEST:
      return identityReading(longLengthValue(bytes, 4));
    case MESSAGE.IDENTITY_RESPONSE:
      return identityReading(longLengthValue(bytes, 3));
    case MESSAGE.REGISTRATION_ACCEPT: {
      const result = bytes.length > 3 ? 4 + readU8(bytes, 3) : bytes.length;
      return identityReading(optionalElements(bytes, result).values.get(IDENTITY) ?? null);
    }
    case MESSAGE.CONFIGURATION_UPDATE:
      return identityReading(optionalElements(bytes, 3).values.get(IDENTITY) ?? null);
    case MESSAGE.SECURITY_MODE_COMPLETE:
      return securityModeComplete(bytes);
    case MESSAGE.UL_NAS_TRANSPORT:
    case MESSAGE.DL_NAS_TRANSPORT:
      return transport(bytes, type === MESSAGE.DL_NAS_TRANSPORT);
    default:
      return fiveGsMobility(bytes) === null ? null : NOTHING_SAID;
  }
}

/** 5G-GUTI that is given (TS 24.501 §8.2.7, §8.2.19), or IMEISV that was asked for (§8.2.26). */
const IDENTITY = 0x77;

function identityReading(value: Uint8Array | null): NasReading {
  const identity = value === null ? null : fiveGsIdentity(value);
  return { ...NOTHING_SAID, identities: identity === null ? [] : [identity] };
}

/** IMEISV, and the message that the phone has begun with, whole (TS 24.501 §8.2.26). */
function securityModeComplete(bytes: Uint8Array): NasReading {
  const { values } = optionalElements(bytes, 3);
  const container = values.get(CONTAINER);
  const isPlain =
    container !== undefined &&
    container.length >= 3 &&
    readU8(container, 0) === FIVE_GMM_DISCRIMINATOR &&
    readU8(container, 1) === 0 &&
    readU8(container, 2) !== MESSAGE.SECURITY_MODE_COMPLETE;
  const own = identityReading(values.get(IDENTITY) ?? null);
  const contained = isPlain ? plain(container) : null;
  return { ...own, identities: [...own.identities, ...(contained?.identities ?? [])], contained };
}

/** NAS message container (TS 24.501 §8.2.26). */
const CONTAINER = 0x71;

function sessionReading(bytes: Uint8Array): NasReading | null {
  const reading = readFiveGsm(bytes);
  return reading?.whole ? { ...NOTHING_SAID, session: reading.session, sessionBytes: bytes } : null;
}

/** The PDU session that UL or DL NAS transport names beside its container; null for other messages (TS 24.501 §8.2.10). */
export function transportedSession(bytes: Uint8Array): number | null {
  const type = bytes[2];
  if (type !== MESSAGE.UL_NAS_TRANSPORT && type !== MESSAGE.DL_NAS_TRANSPORT) return null;
  const container = longLengthValue(bytes, 4);
  if (container === null) return null;
  const { values } = optionalElements(bytes, 6 + container.length, TRANSPORT_FIXED);
  return values.get(0x12)?.[0] ?? null;
}

/** A container with its type; uplink with the DNN, downlink with a cause if it could not be forwarded. */
function transport(bytes: Uint8Array, downlink: boolean): NasReading | null {
  const container = longLengthValue(bytes, 4);
  if (container === null) return null;
  const { values, whole } = optionalElements(bytes, 6 + container.length, TRANSPORT_FIXED);
  if (!whole) return null;
  const isSession = (readU8(bytes, 3) & 15) === SM_CONTAINER;
  const session = isSession ? (readFiveGsm(container)?.session ?? null) : null;
  const sessionBytes = isSession ? container : null;
  if (session === null) return { ...NOTHING_SAID, sessionBytes };
  const dnn = values.get(0x25);
  const cause = values.get(0x58);
  const isSentBack = downlink && cause !== undefined && session.part === 'request';
  const changes: Partial<SessionMessage> = {
    ...(dnn !== undefined && session.apn === null && { apn: labelsText(dnn) }),
    ...(isSentBack && { part: 'reject' as const, cause: nasCause('5gmm', readU8(cause, 0)) }),
  };
  return { ...NOTHING_SAID, session: { ...session, ...changes }, sessionBytes };
}
