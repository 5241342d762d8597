import { readU8 } from '../../bytes/read.ts';
import { sessionMessage } from '../facts.ts';
import { lengthValue, longLengthValue, optionalElements } from './elements.ts';
import { ESM_DISCRIMINATOR, readEsm } from './esm.ts';
import { epsIdentity, type NasIdentity } from './identity.ts';
import { nasCause } from './nas-causes.ts';
import { CIPHERED, type NasReading, NOTHING_SAID } from './reading.ts';

const EMM_DISCRIMINATOR = 7;

/** Security header types of messages that may be ciphered (TS 24.301 §9.3.1). */
const MAYBE_CIPHERED: ReadonlySet<number> = new Set([2, 4, 5]);

/** Octets of the security header: type and discriminator, MAC, sequence number (TS 24.301 §9.1). */
const SECURITY_HEADER = 6;

const EMM = {
  ATTACH_REQUEST: 0x41,
  ATTACH_ACCEPT: 0x42,
  ATTACH_COMPLETE: 0x43,
  ATTACH_REJECT: 0x44,
  IDENTITY_RESPONSE: 0x56,
} as const;

/** All message types of EMM (TS 24.301 §9.8). */
const EMM_TYPES: ReadonlySet<number> = new Set([
  0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53,
  0x54, 0x55, 0x56, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62, 0x63, 0x64, 0x68, 0x69,
]);

/**
 * Reads a NAS message of EPS, with or without integrity protection. A message whose header says that it is ciphered is
 * read if its content is a whole message, as with the null cipher EEA0; otherwise it is ciphered.
 */
export function readNasEps(bytes: Uint8Array): NasReading {
  if (bytes.length < 2) return NOTHING_SAID;
  const first = readU8(bytes, 0);
  const security = first >> 4;
  if ((first & 15) === ESM_DISCRIMINATOR) return plain(bytes) ?? NOTHING_SAID;
  if ((first & 15) !== EMM_DISCRIMINATOR) return NOTHING_SAID;
  if (security === 0) return plain(bytes) ?? NOTHING_SAID;
  // From 12 on: a service request, which has no other message in it.
  if (security >= 12 || bytes.length <= SECURITY_HEADER) return NOTHING_SAID;
  const inner = plain(bytes.subarray(SECURITY_HEADER));
  return inner ?? (MAYBE_CIPHERED.has(security) ? CIPHERED : NOTHING_SAID);
}

/** Null if this is no whole message in the clear. */
function plain(bytes: Uint8Array): NasReading | null {
  const first = readU8(bytes, 0);
  if ((first & 15) === ESM_DISCRIMINATOR) return esmReading(bytes);
  if (first !== EMM_DISCRIMINATOR || bytes.length < 2) return null;
  switch (readU8(bytes, 1)) {
    case EMM.ATTACH_REQUEST:
      return attachRequest(bytes);
    case EMM.ATTACH_ACCEPT:
      return attachAccept(bytes);
    case EMM.ATTACH_COMPLETE:
      return withEsm(longLengthValue(bytes, 2), []);
    case EMM.ATTACH_REJECT:
      return attachReject(bytes);
    case EMM.IDENTITY_RESPONSE:
      return { ...NOTHING_SAID, identities: someone(lengthValue(bytes, 2)) };
    default:
      return EMM_TYPES.has(readU8(bytes, 1)) ? NOTHING_SAID : null;
  }
}

function esmReading(bytes: Uint8Array): NasReading | null {
  const reading = readEsm(bytes);
  return reading?.whole ? { ...NOTHING_SAID, session: reading.session } : null;
}

/** The identity after the key set and the attach type, UE network capability, ESM message (TS 24.301 §8.2.4). */
function attachRequest(bytes: Uint8Array): NasReading | null {
  const identity = lengthValue(bytes, 3);
  if (identity === null) return null;
  const capability = lengthValue(bytes, 4 + identity.length);
  if (capability === null) return null;
  const esm = longLengthValue(bytes, 5 + identity.length + capability.length);
  return withEsm(esm, someone(identity));
}

/** Result, T3412, tracking areas, ESM message, then perhaps the GUTI (TS 24.301 §8.2.1). */
function attachAccept(bytes: Uint8Array): NasReading | null {
  const areas = lengthValue(bytes, 4);
  if (areas === null) return null;
  const esmStart = 5 + areas.length;
  const esm = longLengthValue(bytes, esmStart);
  if (esm === null) return null;
  // Location area, EMM cause and the timers have no length.
  const { values } = optionalElements(bytes, esmStart + 2 + esm.length, ATTACH_ACCEPT_FIXED);
  return withEsm(esm, someone(values.get(0x50) ?? null));
}

const ATTACH_ACCEPT_FIXED: ReadonlyMap<number, number> = new Map([
  [0x13, 5],
  [0x53, 1],
  [0x17, 1],
  [0x59, 1],
]);

/** An EMM cause, then perhaps the ESM message (TS 24.301 §8.2.3). Without it the attach as a whole is refused. */
function attachReject(bytes: Uint8Array): NasReading | null {
  if (bytes.length < 3) return null;
  const esm = optionalElements(bytes, 3).values.get(0x78);
  const inner = esm === undefined ? null : withEsm(esm, []);
  if (inner !== null) return inner;
  const cause = nasCause('emm', readU8(bytes, 2));
  return {
    ...NOTHING_SAID,
    session: sessionMessage('s1ap', 'Attach reject', 'connect', 'reject', { cause }),
  };
}

function withEsm(esm: Uint8Array | null, identities: readonly NasIdentity[]): NasReading | null {
  const reading = esm === null ? null : readEsm(esm);
  return reading === null ? null : { ciphered: false, identities, session: reading.session };
}

function someone(value: Uint8Array | null): NasIdentity[] {
  const identity = value === null ? null : epsIdentity(value);
  return identity === null ? [] : [identity];
}
