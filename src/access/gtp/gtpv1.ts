import { readU8, readU16, readU32 } from '../../bytes/read.ts';
import { type Procedure, type SessionMessage, sessionMessage, tunnelKey } from '../facts.ts';
import { readPco } from '../pco/pco.ts';
import { addressAt, givenAddresses, labelsText, type PdnType, tbcdDigits } from '../values.ts';
import { gtpCause } from './gtp-causes.ts';

/** A message about a PDP context, with what joins it to others. */
export interface Gtpv1Session {
  readonly message: SessionMessage;
  /** Type number of the message itself. */
  readonly type: number;
  readonly request: boolean;
  /** Type of the request, also in the answer. */
  readonly requestType: number;
  readonly teid: number;
  readonly sequence: number;
}

/** By the type number of the request; the answer has the next one (TS 29.060 §7.1). */
const REQUESTS: ReadonlyMap<number, { readonly name: string; readonly procedure: Procedure }> = new Map([
  [16, { name: 'Create PDP Context', procedure: 'connect' }],
  [18, { name: 'Update PDP Context', procedure: 'modify' }],
  [20, { name: 'Delete PDP Context', procedure: 'release' }],
]);

/** Octets after the type of an element without a length: types below 128 (TS 29.060 §7.7). */
const FIXED: Readonly<Record<number, number>> = {
  1: 1,
  2: 8,
  3: 6,
  4: 4,
  5: 4,
  8: 1,
  9: 28,
  11: 1,
  12: 3,
  13: 1,
  14: 1,
  15: 1,
  16: 4,
  17: 4,
  18: 5,
  19: 1,
  20: 1,
  21: 1,
  22: 9,
  23: 1,
  24: 1,
  25: 2,
  26: 2,
  27: 2,
  28: 2,
  29: 1,
  127: 4,
};

const ELEMENT = {
  CAUSE: 1,
  IMSI: 2,
  CONTROL_TEID: 17,
  NSAPI: 20,
  END_USER_ADDRESS: 128,
  APN: 131,
  PCO: 132,
  GSN_ADDRESS: 133,
  MSISDN: 134,
} as const;

/** Elements of one message: those of a context with all extensions are some forty. */
const MOST_ELEMENTS = 256;

/** What a message of GTPv1-C says about a PDP context; null for other messages and other bytes (TS 29.060 §6). */
export function readGtpv1(bytes: Uint8Array, start: number, end: number): Gtpv1Session | null {
  if (end - start < 12) return null;
  const flags = readU8(bytes, start);
  // Version 1, protocol type GTP; every message of the control plane has a sequence number.
  if (flags >> 4 !== 3 || (flags & 2) === 0) return null;
  const type = readU8(bytes, start + 1);
  const request = REQUESTS.has(type);
  const requestType = request ? type : type - 1;
  const kind = REQUESTS.get(requestType);
  const length = 8 + readU16(bytes, start + 2);
  if (kind === undefined || length < 12 || readU8(bytes, start + 11) !== 0) return null;
  const elements = elementsOf(bytes.subarray(start + 12, Math.min(end, start + length)));
  return {
    message: messageOf(elements, kind.name, kind.procedure, request),
    type,
    request,
    requestType,
    teid: readU32(bytes, start + 4),
    sequence: readU16(bytes, start + 8),
  };
}

function messageOf(
  elements: ReadonlyMap<number, Uint8Array>,
  name: string,
  procedure: Procedure,
  request: boolean,
): SessionMessage {
  const number = elements.get(ELEMENT.CAUSE)?.[0];
  const cause = number === undefined ? null : gtpCause('gtpv1', number);
  const digits = (data: Uint8Array | undefined, at: number) => (data && tbcdDigits(data, at)) || null;
  const apn = elements.get(ELEMENT.APN);
  const pco = elements.get(ELEMENT.PCO);
  const nsapi = elements.get(ELEMENT.NSAPI)?.[0];
  const control = elements.get(ELEMENT.CONTROL_TEID);
  const gsn = elements.get(ELEMENT.GSN_ADDRESS);
  const gsnAddress = gsn === undefined ? null : addressAt(gsn, 0, gsn.length === 16 ? 16 : 4);
  // Causes from 192 on refuse (TS 29.060 §7.7.1).
  const part = request ? 'request' : (cause?.number ?? 0) >= 192 ? 'reject' : 'accept';
  return sessionMessage('gtpv1', `${name} ${request ? 'Request' : 'Response'}`, procedure, part, {
    imsi: digits(elements.get(ELEMENT.IMSI), 0),
    msisdn: digits(elements.get(ELEMENT.MSISDN), 1),
    apn: apn === undefined ? null : labelsText(apn),
    ...endUserAddress(elements.get(ELEMENT.END_USER_ADDRESS)),
    pco: pco === undefined ? null : readPco(pco, !request),
    cause,
    linked: nsapi === undefined ? null : nsapi & 15,
    controlTunnels:
      control === undefined || gsnAddress === null ? [] : [tunnelKey(gsnAddress, readU32(control, 0))],
  });
}

/** The first element of each type. */
function elementsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const elements = new Map<number, Uint8Array>();
  for (let at = 0, count = 0; at < bytes.length && count < MOST_ELEMENTS; count++) {
    const type = readU8(bytes, at);
    const isFixed = type < 128;
    const length = isFixed ? FIXED[type] : bytes.length - at < 3 ? undefined : readU16(bytes, at + 1);
    // The length of an unknown one without a length is not known, so nothing after it is.
    if (length === undefined) break;
    const begin = at + (isFixed ? 1 : 3);
    if (begin + length > bytes.length) break;
    if (!elements.has(type)) elements.set(type, bytes.subarray(begin, begin + length));
    at = begin + length;
  }
  return elements;
}

/** PDP type numbers of the IETF (TS 29.060 §7.7.27): of both families the IPv4 address comes first. */
const PDP_TYPES: ReadonlyMap<number, PdnType> = new Map([
  [0x21, 'ipv4'],
  [0x57, 'ipv6'],
  [0x8d, 'ipv4v6'],
]);

function endUserAddress(data: Uint8Array | undefined): Pick<SessionMessage, 'ue' | 'pdnType'> {
  if (data === undefined || data.length < 2) return { ue: [], pdnType: null };
  const pdnType = PDP_TYPES.get(readU8(data, 1)) ?? null;
  const ipv4 = pdnType === 'ipv4' || pdnType === 'ipv4v6' ? addressAt(data, 2, 4) : null;
  const ipv6 =
    pdnType === 'ipv6' ? addressAt(data, 2, 16) : pdnType === 'ipv4v6' ? addressAt(data, 6, 16) : null;
  return { ue: givenAddresses(ipv4, ipv6), pdnType };
}
