import { readU8, readU32 } from '../../bytes/read.ts';
import {
  type Arp,
  type BearerFacts,
  type BitRates,
  bearerFacts,
  type Cause,
  type Procedure,
  type SessionMessage,
  sessionMessage,
  tunnelKey,
} from '../facts.ts';
import { type PcoFacts, readPco } from '../pco/pco.ts';
import { addressAt, givenAddresses, gtpPdnTypeOf, labelsText, tbcdDigits } from '../values.ts';
import { gtpCause } from './gtp-causes.ts';
import { type GtpElement, type Gtpv2Message, gtpElements } from './gtpv2.ts';

/** Types of information elements (TS 29.274 §8.1). */
const ELEMENT = {
  IMSI: 1,
  CAUSE: 2,
  APN: 71,
  AMBR: 72,
  EBI: 73,
  MEI: 75,
  MSISDN: 76,
  PCO: 78,
  PAA: 79,
  BEARER_QOS: 80,
  F_TEID: 87,
  BEARER_CONTEXT: 93,
  PDN_TYPE: 99,
  PTI: 100,
  APCO: 163,
  EPCO: 197,
} as const;

/** A request and its answer: their type numbers follow each other (TS 29.274 §6.1). */
interface Kind {
  readonly name: string;
  readonly procedure: Procedure;
  /** Does the network send the request, so that PCO in it gives, and those in the answer ask? */
  readonly fromNetwork: boolean;
}

/** By the type number of the request; the answer has the next one. */
const REQUESTS: ReadonlyMap<number, Kind> = new Map([
  [32, { name: 'Create Session', procedure: 'connect', fromNetwork: false }],
  [34, { name: 'Modify Bearer', procedure: 'modify', fromNetwork: false }],
  [36, { name: 'Delete Session', procedure: 'release', fromNetwork: false }],
  [95, { name: 'Create Bearer', procedure: 'add-bearer', fromNetwork: true }],
  [97, { name: 'Update Bearer', procedure: 'update-bearer', fromNetwork: true }],
  [99, { name: 'Delete Bearer', procedure: 'release-bearer', fromNetwork: true }],
]);

/** A session or bearer management message, with what joins it to others. */
export interface Gtpv2Session {
  readonly message: SessionMessage;
  readonly request: boolean;
  /** Type of the request, also in the answer. */
  readonly requestType: number;
  readonly teid: number | null;
  readonly sequence: number;
}

/** What a message says about sessions and bearers; null for messages about something else. */
export function gtpv2Session(message: Gtpv2Message): Gtpv2Session | null {
  const { type, elements, teid, sequence } = message;
  const request = REQUESTS.has(type);
  const requestType = request ? type : type - 1;
  const kind = REQUESTS.get(requestType);
  if (kind === undefined) return null;
  const downlink = kind.fromNetwork === request;
  const cause = causeOf(elements);
  const bearers = elements.flatMap(bearersOf);
  const { ue, pdnType } = paaOf(find(elements, ELEMENT.PAA));
  const typeElement = find(elements, ELEMENT.PDN_TYPE);
  const facts = sessionMessage(
    'gtpv2',
    `${kind.name} ${request ? 'Request' : 'Response'}`,
    kind.procedure,
    request ? 'request' : isRefused(cause) ? 'reject' : 'accept',
    {
      imsi: digitsOf(find(elements, ELEMENT.IMSI)),
      msisdn: digitsOf(find(elements, ELEMENT.MSISDN)),
      imei: digitsOf(find(elements, ELEMENT.MEI)),
      apn: apnOf(find(elements, ELEMENT.APN)),
      pdnType: typeElement?.length ? gtpPdnTypeOf(readU8(typeElement, 0)) : pdnType,
      ue,
      pco: pcoOf(elements, downlink),
      ambr: ambrOf(find(elements, ELEMENT.AMBR)),
      cause,
      linked: ebiOf(elements) ?? (kind.procedure === 'connect' ? (bearers[0]?.id ?? null) : null),
      transaction: octetOf(find(elements, ELEMENT.PTI)),
      bearers,
      controlTunnels: tunnelsOf(elements),
    },
  );
  return { message: facts, request, requestType, teid, sequence };
}

function find(elements: readonly GtpElement[], type: number): Uint8Array | null {
  return elements.find(element => element.type === type)?.data ?? null;
}

/** A bearer context, or of a Delete Bearer Request a bare identity, which has instance 1 (TS 29.274 §7.2.9.2). */
function bearersOf(element: GtpElement): BearerFacts[] {
  const { type, instance, data } = element;
  if (type === ELEMENT.BEARER_CONTEXT) return [bearerOf(element)];
  if (type !== ELEMENT.EBI || instance === 0 || data.length === 0) return [];
  const id = noZero(readU8(data, 0) & 15);
  return [bearerFacts({ id })];
}

function octetOf(data: Uint8Array | null): number | null {
  return data === null || data.length === 0 ? null : readU8(data, 0);
}

/** The identity with instance 0: of a message its linked bearer (TS 29.274 §7.2.3), of a context its own. */
function ebiOf(elements: readonly GtpElement[]): number | null {
  const own = elements.find(({ type, instance }) => type === ELEMENT.EBI && instance === 0);
  const ebi = octetOf(own?.data ?? null);
  return ebi === null ? null : noZero(ebi & 15);
}

/** Bearers without an identity have 0. */
function noZero(id: number): number | null {
  return id === 0 ? null : id;
}

function digitsOf(data: Uint8Array | null): string | null {
  const digits = data === null ? '' : tbcdDigits(data);
  return digits === '' ? null : digits;
}

function apnOf(data: Uint8Array | null): string | null {
  return data === null ? null : labelsText(data);
}

/** TS 29.274 §8.14; of a PDN type with both families the IPv6 address comes first. */
function paaOf(data: Uint8Array | null): Pick<SessionMessage, 'ue' | 'pdnType'> {
  if (data === null || data.length === 0) return { ue: [], pdnType: null };
  const pdnType = gtpPdnTypeOf(readU8(data, 0));
  const hasIpv6 = pdnType === 'ipv6' || pdnType === 'ipv4v6';
  const ipv6 = hasIpv6 ? addressAt(data, 2, 16) : null;
  const ipv4 =
    pdnType === 'ipv4' ? addressAt(data, 1, 4) : pdnType === 'ipv4v6' ? addressAt(data, 18, 4) : null;
  return { ue: givenAddresses(ipv4, ipv6), pdnType };
}

function pcoOf(elements: readonly GtpElement[], downlink: boolean): PcoFacts | null {
  const data = find(elements, ELEMENT.EPCO) ?? find(elements, ELEMENT.PCO) ?? find(elements, ELEMENT.APCO);
  return data === null ? null : readPco(data, downlink);
}

/** TS 29.274 §8.7: uplink first, in kbit/s. */
function ambrOf(data: Uint8Array | null): BitRates | null {
  return data === null || data.length < 8 ? null : { downKbps: readU32(data, 4), upKbps: readU32(data, 0) };
}

function causeOf(elements: readonly GtpElement[]): Cause | null {
  const number = octetOf(find(elements, ELEMENT.CAUSE));
  return number === null ? null : gtpCause('gtpv2', number);
}

/** Causes from 64 on refuse (TS 29.274 §8.4). */
function isRefused(cause: Cause | null): boolean {
  return cause !== null && cause.number >= 64;
}

function bearerOf({ data }: GtpElement): BearerFacts {
  const { elements } = gtpElements(data);
  const qos = find(elements, ELEMENT.BEARER_QOS);
  return {
    id: ebiOf(elements),
    qci: qos === null || qos.length < 2 ? null : readU8(qos, 1),
    arp: qos === null || qos.length === 0 ? null : arpOf(readU8(qos, 0)),
    guaranteed: qos === null ? null : ratesOf(qos, 12),
    maximum: qos === null ? null : ratesOf(qos, 2),
    cause: causeOf(elements),
    tunnels: tunnelsOf(elements),
  };
}

/** TS 29.274 §8.15: the bits say that pre-emption is not allowed. */
function arpOf(octet: number): Arp {
  return {
    priority: (octet >> 2) & 15,
    capability: (octet & 0x40) === 0,
    vulnerability: (octet & 1) === 0,
  };
}

/** Two rates, each of five octets, uplink first: the highest ones at 2, the guaranteed ones at 12. */
function ratesOf(qos: Uint8Array, at: number): BitRates | null {
  if (qos.length < 22) return null;
  const [upKbps, downKbps] = [rateAt(qos, at), rateAt(qos, at + 5)];
  return upKbps === 0 && downKbps === 0 ? null : { downKbps, upKbps };
}

function rateAt(bytes: Uint8Array, at: number): number {
  return readU8(bytes, at) * 2 ** 32 + readU32(bytes, at + 1);
}

/** The ends in the F-TEIDs of a message or bearer (TS 29.274 §8.22); one with TEID 0 is still to be chosen. */
function tunnelsOf(elements: readonly GtpElement[]): string[] {
  const tunnels: string[] = [];
  for (const { type, data } of elements) {
    if (type !== ELEMENT.F_TEID || data.length < 5) continue;
    const teid = readU32(data, 1);
    if (teid === 0) continue;
    const hasIpv4 = (readU8(data, 0) & 0x80) !== 0;
    const ipv4 = hasIpv4 ? addressAt(data, 5, 4) : null;
    const ipv6 = (readU8(data, 0) & 0x40) !== 0 ? addressAt(data, hasIpv4 ? 9 : 5, 16) : null;
    for (const address of [ipv4, ipv6]) if (address !== null) tunnels.push(tunnelKey(address, teid));
  }
  return tunnels;
}
