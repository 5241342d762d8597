import { readU8 } from '../../bytes/read.ts';
import type { Cause } from '../facts.ts';
import { optionalElements } from './elements.ts';
import { nasCause } from './nas-causes.ts';

/** A message of mobility management: EMM of EPS, 5GMM of 5GS. */
export interface MobilityMessage {
  readonly system: 'eps' | '5gs';
  /** Its number (TS 24.301 §9.8, TS 24.501 §9.7). */
  readonly type: number;
  readonly name: string;
  readonly cause: Cause | null;
}

/** All message types of EMM (TS 24.301 §9.8). */
const EMM_NAMES: ReadonlyMap<number, string> = new Map([
  [0x41, 'Attach request'],
  [0x42, 'Attach accept'],
  [0x43, 'Attach complete'],
  [0x44, 'Attach reject'],
  [0x45, 'Detach request'],
  [0x46, 'Detach accept'],
  [0x48, 'Tracking area update request'],
  [0x49, 'Tracking area update accept'],
  [0x4a, 'Tracking area update complete'],
  [0x4b, 'Tracking area update reject'],
  [0x4c, 'Extended service request'],
  [0x4d, 'Control plane service request'],
  [0x4e, 'Service reject'],
  [0x4f, 'Service accept'],
  [0x50, 'GUTI reallocation command'],
  [0x51, 'GUTI reallocation complete'],
  [0x52, 'Authentication request'],
  [0x53, 'Authentication response'],
  [0x54, 'Authentication reject'],
  [0x55, 'Identity request'],
  [0x56, 'Identity response'],
  [0x5c, 'Authentication failure'],
  [0x5d, 'Security mode command'],
  [0x5e, 'Security mode complete'],
  [0x5f, 'Security mode reject'],
  [0x60, 'EMM status'],
  [0x61, 'EMM information'],
  [0x62, 'Downlink NAS transport'],
  [0x63, 'Uplink NAS transport'],
  [0x64, 'CS service notification'],
  [0x68, 'Downlink generic NAS transport'],
  [0x69, 'Uplink generic NAS transport'],
]);

/** All message types of 5GMM (TS 24.501 §9.7). */
const FIVE_GMM_NAMES: ReadonlyMap<number, string> = new Map([
  [0x41, 'Registration request'],
  [0x42, 'Registration accept'],
  [0x43, 'Registration complete'],
  [0x44, 'Registration reject'],
  [0x45, 'Deregistration request'],
  [0x46, 'Deregistration accept'],
  [0x47, 'Deregistration request'],
  [0x48, 'Deregistration accept'],
  [0x4c, 'Service request'],
  [0x4d, 'Service reject'],
  [0x4e, 'Service accept'],
  [0x4f, 'Control plane service request'],
  [0x50, 'Network slice-specific authentication command'],
  [0x51, 'Network slice-specific authentication complete'],
  [0x52, 'Network slice-specific authentication result'],
  [0x54, 'Configuration update command'],
  [0x55, 'Configuration update complete'],
  [0x56, 'Authentication request'],
  [0x57, 'Authentication response'],
  [0x58, 'Authentication reject'],
  [0x59, 'Authentication failure'],
  [0x5a, 'Authentication result'],
  [0x5b, 'Identity request'],
  [0x5c, 'Identity response'],
  [0x5d, 'Security mode command'],
  [0x5e, 'Security mode complete'],
  [0x5f, 'Security mode reject'],
  [0x64, '5GMM status'],
  [0x65, 'Notification'],
  [0x66, 'Notification response'],
  [0x67, 'UL NAS transport'],
  [0x68, 'DL NAS transport'],
]);

/** Rejects of attach, tracking area update, service and security mode, authentication failure, status (TS 24.301 §8.2). */
const EMM_WITH_CAUSE: ReadonlySet<number> = new Set([0x44, 0x4b, 0x4e, 0x5c, 0x5f, 0x60]);

/** The same in 5GS (TS 24.501 §8.2). */
const FIVE_GMM_WITH_CAUSE: ReadonlySet<number> = new Set([0x44, 0x4d, 0x59, 0x5f, 0x64]);

const ATTACH_ACCEPT = 0x42;
const TRACKING_AREA_ACCEPT = 0x49;
const EMM_DETACH_REQUEST = 0x45;
const FIVE_GMM_DEREGISTRATION = 0x47;
const DL_NAS_TRANSPORT = 0x68;

/** Elements of accepts without a length, by identifier (TS 24.301 §8.2.1, §8.2.26). */
const ACCEPT_FIXED: ReadonlyMap<number, number> = new Map([
  [0x5a, 1],
  [0x13, 5],
  [0x53, 1],
  [0x17, 1],
  [0x59, 1],
]);

/** A plain message of either system, by its discriminator (TS 24.007 §11.2.3.1); null for other octets. */
export function mobilityMessage(bytes: Uint8Array): MobilityMessage | null {
  return bytes[0] === FIVE_GMM_DISCRIMINATOR ? fiveGsMobility(bytes) : epsMobility(bytes);
}

const FIVE_GMM_DISCRIMINATOR = 0x7e;

/** Is the phone detached with this message: has its request been accepted, or is it switched off (TS 24.301 §9.9.3.7)? */
export function isDetached({ system, type }: MobilityMessage, bytes: Uint8Array): boolean {
  if (system === 'eps')
    return type === 0x46 || (type === EMM_DETACH_REQUEST && bytes.length > 5 && isOff(bytes[2]));
  return type === 0x46 || type === 0x48 || (type === 0x45 && isOff(bytes[3]));
}

function isOff(octet: number | undefined): boolean {
  return octet !== undefined && (octet & 8) !== 0;
}

/** A plain message of EMM; null for other octets. */
export function epsMobility(bytes: Uint8Array): MobilityMessage | null {
  if (bytes.length < 2) return null;
  const type = readU8(bytes, 1);
  const name = EMM_NAMES.get(type);
  if (name === undefined) return null;
  const number = emmCause(bytes, type);
  return { system: 'eps', type, name, cause: number === null ? null : nasCause('emm', number) };
}

/** A plain message of 5GMM; null for other octets. */
export function fiveGsMobility(bytes: Uint8Array): MobilityMessage | null {
  if (bytes.length < 3) return null;
  const type = readU8(bytes, 2);
  const name = FIVE_GMM_NAMES.get(type);
  if (name === undefined) return null;
  const number = fiveGmmCause(bytes, type);
  return { system: '5gs', type, name, cause: number === null ? null : nasCause('5gmm', number) };
}

function emmCause(bytes: Uint8Array, type: number): number | null {
  if (EMM_WITH_CAUSE.has(type)) return bytes[2] ?? null;
  // Of a network, behind the type; a phone has its identity there (TS 24.301 §8.2.11).
  if (type === EMM_DETACH_REQUEST) return bytes.length === 5 && bytes[3] === 0x53 ? readU8(bytes, 4) : null;
  if (type === TRACKING_AREA_ACCEPT) return optional(bytes, 3, 0x53);
  if (type !== ATTACH_ACCEPT) return null;
  // Result, T3412, the tracking areas and the ESM message come before it.
  const esm = 5 + (bytes[4] ?? 0);
  return optional(bytes, esm + 2 + ((bytes[esm] ?? 0) << 8) + (bytes[esm + 1] ?? 0), 0x53);
}

function fiveGmmCause(bytes: Uint8Array, type: number): number | null {
  if (FIVE_GMM_WITH_CAUSE.has(type)) return bytes[3] ?? null;
  if (type === FIVE_GMM_DEREGISTRATION) return optional(bytes, 4, 0x58);
  if (type !== DL_NAS_TRANSPORT) return null;
  return optional(bytes, 6 + ((bytes[4] ?? 0) << 8) + (bytes[5] ?? 0), 0x58);
}

function optional(bytes: Uint8Array, at: number, identifier: number): number | null {
  const fixed = identifier === 0x53 ? ACCEPT_FIXED : FIVE_GMM_FIXED;
  return optionalElements(bytes, at, fixed).values.get(identifier)?.[0] ?? null;
}

/** TS 24.501 §8.2.11, §8.2.14. */
const FIVE_GMM_FIXED: ReadonlyMap<number, number> = new Map([
  [0x12, 1],
  [0x58, 1],
  [0x59, 1],
]);
