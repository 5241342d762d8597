import { readU8 } from '../../bytes/read.ts';
import { sessionMessage } from '../facts.ts';
import { lengthValue, longLengthValue, optionalElements } from './elements.ts';
import { ESM_DISCRIMINATOR, readEsm } from './esm.ts';
import { epsIdentity, type NasIdentity } from './identity.ts';
import { epsMobility } from './mobility.ts';
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
  TRACKING_AREA_ACCEPT: 0x49,
  GUTI_COMMAND: 0x50,
  IDENTITY_RESPONSE: 0x56,
  SECURITY_MODE_COMPLETE: 0x5e,
} as const;

/** Types of ESM messages about no connection: notification, dummy, remote UE report, data (TS 24.301 §9.8). */
const OTHER_ESM_TYPES: ReadonlySet<number> = new Set([0xdb, 0xdc, 0xe9, 0xea, 0xeb]);

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
  const securityHeaders = [security];
  // From 12 on: a service request, which has no other message in it.
  if (security >= 12 || bytes.length <= SECURITY_HEADER) return { ...NOTHING_SAID, securityHeaders };
  const inner = plain(bytes.subarray(SECURITY_HEADER));
  if (inner === null) return { ...(MAYBE_CIPHERED.has(security) ? CIPHERED : NOTHING_SAID), securityHeaders };
  return { ...inner, securityHeaders: [...securityHeaders, ...inner.securityHeaders] };
}

/** Null if this is no whole message in the clear. */
function plain(bytes: Uint8Array): NasReading | null {
  const first = readU8(bytes, 0);
  if ((first & 15) === ESM_DISCRIMINATOR) return esmReading(bytes);
  if (first !== EMM_DISCRIMINATOR || bytes.length < 2) return null;
  const said = mobilityReading(bytes);
  return said === null ? null : { ...said, securityHeaders: [0], mobility: bytes };
}

function mobilityReading(bytes: Uint8Array): NasReading | null {
  switch (readU8(bytes, 1)) {
    case EMM.ATTACH_REQUEST:
      return attachRequest(bytes);
    case EMM.ATTACH_ACCEPT:
      return attachAccept(bytes);
    case EMM.ATTACH_COMPLETE:
      return withEsm(longLengthValue(bytes, 2), []);
    case EMM.ATTACH_REJECT:
      return attachReject(bytes);
    case EMM.TRACKING_AREA_ACCEPT:
      return identityReading(optionalElements(bytes, 3, TRACKING_AREA_ACCEPT_FIXED).values.get(GUTI) ?? null);
    case EMM.GUTI_COMMAND:
    case EMM.IDENTITY_RESPONSE:
      return identityReading(lengthValue(bytes, 2));
    case EMM.SECURITY_MODE_COMPLETE:
      return identityReading(optionalElements(bytes, 2).values.get(IMEISV) ?? null);
    default:
      return epsMobility(bytes) === null ? null : NOTHING_SAID;
  }
}

/** New GUTI of an accept (TS 24.301 §8.2.1, §8.2.26), IMEISV of a security mode complete (§8.2.21). */
const GUTI = 0x50;
const IMEISV = 0x23;

/** Timers, location area and EMM cause have no length (TS 24.301 §8.2.26). */
const TRACKING_AREA_ACCEPT_FIXED: ReadonlyMap<number, number> = new Map([
  [0x5a, 1],
  [0x13, 5],
  [0x53, 1],
  [0x17, 1],
  [0x59, 1],
]);

function esmReading(bytes: Uint8Array): NasReading | null {
  if (bytes.length > 2 && OTHER_ESM_TYPES.has(readU8(bytes, 2)))
    return { ...NOTHING_SAID, sessionBytes: bytes };
  const reading = readEsm(bytes);
  return reading?.whole ? { ...NOTHING_SAID, session: reading.session, sessionBytes: bytes } : null;
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
  return withEsm(esm, someone(values.get(GUTI) ?? null));
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
  const inner = withEsm(optionalElements(bytes, 3).values.get(0x78) ?? null, []);
  if (inner?.session) return inner;
  const cause = nasCause('emm', readU8(bytes, 2));
  return {
    ...NOTHING_SAID,
    session: sessionMessage('s1ap', 'Attach reject', 'connect', 'reject', { cause }),
  };
}

/** A dummy message instead of a session message says nothing, but the identities stand. */
function withEsm(esm: Uint8Array | null, identities: readonly NasIdentity[]): NasReading | null {
  if (esm === null) return null;
  return { ...NOTHING_SAID, identities, session: readEsm(esm)?.session ?? null, sessionBytes: esm };
}

function identityReading(value: Uint8Array | null): NasReading {
  return { ...NOTHING_SAID, identities: someone(value) };
}

function someone(value: Uint8Array | null): NasIdentity[] {
  const identity = value === null ? null : epsIdentity(value);
  return identity === null ? [] : [identity];
}
