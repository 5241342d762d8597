import { toHex } from '../../bytes/hex.ts';
import { readU8 } from '../../bytes/read.ts';
import {
  type BearerFacts,
  bearerFacts,
  type Procedure,
  type SessionMessage,
  sessionMessage,
} from '../facts.ts';
import { readPco } from '../pco/pco.ts';
import { addressAt, givenAddresses, labelsText, sessionTypeOf } from '../values.ts';
import { rateWithUnit, sessionAmbr, someRates } from './bit-rates.ts';
import { lengthValue, longLengthValue, optionalElements } from './elements.ts';
import { nasCause } from './nas-causes.ts';

/** Extended protocol discriminator of 5GSM (TS 24.007 §11.2.3.1A). */
export const FIVE_GSM_DISCRIMINATOR = 0x2e;

type Body = 'rates' | 'accept' | 'cause' | 'none';

type Kind = readonly [
  name: string,
  procedure: Procedure,
  part: SessionMessage['part'],
  downlink: boolean,
  body: Body,
];

/** By message type (TS 24.501 §9.7); the last column names the mandatory part (§8.3). */
const MESSAGES: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [0xc1, ['PDU session establishment request', 'connect', 'request', false, 'rates']],
  [0xc2, ['PDU session establishment accept', 'connect', 'accept', true, 'accept']],
  [0xc3, ['PDU session establishment reject', 'connect', 'reject', true, 'cause']],
  [0xc9, ['PDU session modification request', 'other', 'request', false, 'none']],
  [0xca, ['PDU session modification reject', 'other', 'reject', true, 'cause']],
  [0xcb, ['PDU session modification command', 'update-bearer', 'request', true, 'none']],
  [0xcc, ['PDU session modification complete', 'update-bearer', 'accept', false, 'none']],
  [0xcd, ['PDU session modification command reject', 'update-bearer', 'reject', false, 'cause']],
  [0xd1, ['PDU session release request', 'release', 'request', false, 'none']],
  [0xd2, ['PDU session release reject', 'release', 'reject', true, 'cause']],
  [0xd3, ['PDU session release command', 'release', 'request', true, 'cause']],
  [0xd4, ['PDU session release complete', 'release', 'accept', false, 'none']],
  [0xd6, ['5GSM status', 'other', 'reject', false, 'cause']],
]);

/** Octets of elements without a length, by identifier (TS 24.501 §8.3). */
const FIXED: ReadonlyMap<number, number> = new Map([
  [0x13, 2],
  [0x55, 2],
  [0x56, 1],
  [0x59, 1],
]);

const ELEMENT = {
  DNN: 0x25,
  ADDRESS: 0x29,
  AMBR: 0x2a,
  CAUSE: 0x59,
  FLOWS: 0x79,
  EPCO: 0x7b,
  TYPE: 0x90,
} as const;

/** What a plain 5GSM message says (TS 24.501 §8.3); null for other messages and those without their mandatory part. */
export function readFiveGsm(bytes: Uint8Array): { session: SessionMessage; whole: boolean } | null {
  if (bytes.length < 4 || readU8(bytes, 0) !== FIVE_GSM_DISCRIMINATOR) return null;
  const kind = MESSAGES.get(readU8(bytes, 3));
  if (kind === undefined) return null;
  const [name, procedure, part, downlink, body] = kind;
  const mandatory = mandatoryPart(bytes, body);
  if (mandatory === null) return null;
  const { values, whole } = optionalElements(bytes, mandatory.end, FIXED);
  const value = <T>(element: number, read: (octets: Uint8Array) => T): T | null => {
    const octets = values.get(element);
    return octets === undefined || octets.length === 0 ? null : read(octets);
  };
  const cause = value(ELEMENT.CAUSE, octets => nasCause('5gsm', readU8(octets, 0)));
  const session = sessionMessage('ngap', name, procedure, part, {
    linked: readU8(bytes, 1),
    transaction: readU8(bytes, 2),
    apn: value(ELEMENT.DNN, labelsText),
    pdnType: value(ELEMENT.TYPE, octets => sessionTypeOf(readU8(octets, 0))),
    pco: value(ELEMENT.EPCO, octets => readPco(octets, downlink)),
    ambr: value(ELEMENT.AMBR, sessionAmbr),
    cause,
    ...value(ELEMENT.ADDRESS, pduAddress),
    bearers: value(ELEMENT.FLOWS, flowsOf) ?? [],
    ...mandatory.members,
  });
  return { session, whole };
}

const FIRST = 4;

function mandatoryPart(
  bytes: Uint8Array,
  body: Body,
): { readonly end: number; readonly members: Partial<SessionMessage> } | null {
  switch (body) {
    case 'none':
      return { end: FIRST, members: {} };
    case 'rates':
      return bytes.length < FIRST + 2 ? null : { end: FIRST + 2, members: {} };
    case 'cause':
      return bytes.length <= FIRST
        ? null
        : { end: FIRST + 1, members: { cause: nasCause('5gsm', readU8(bytes, FIRST)) } };
    case 'accept': {
      // Selected type and SSC mode, QoS rules, session AMBR (TS 24.501 §8.3.2).
      const rules = longLengthValue(bytes, FIRST + 1);
      const ambr = rules === null ? null : lengthValue(bytes, FIRST + 3 + rules.length);
      if (rules === null || ambr === null) return null;
      const end = FIRST + 4 + rules.length + ambr.length;
      return {
        end,
        members: { pdnType: sessionTypeOf(readU8(bytes, FIRST)), ambr: sessionAmbr(ambr) },
      };
    }
  }
}

/** TS 24.501 §9.11.4.10: of IPv6 only the interface identifier, and it comes first. */
function pduAddress(value: Uint8Array): Pick<SessionMessage, 'ue' | 'interfaceId'> {
  const type = sessionTypeOf(readU8(value, 0));
  const hasIpv6 = (type === 'ipv6' || type === 'ipv4v6') && value.length >= 9;
  const ipv4 = type === 'ipv4' ? addressAt(value, 1, 4) : type === 'ipv4v6' ? addressAt(value, 9, 4) : null;
  return {
    ue: givenAddresses(ipv4),
    interfaceId: hasIpv6 ? toHex(value.subarray(1, 9)) : null,
  };
}

/** Parameters of a QoS flow description (TS 24.501 §9.11.4.12). */
const PARAMETER = { FIVE_QI: 1, GFBR_UP: 2, GFBR_DOWN: 3, MFBR_UP: 4, MFBR_DOWN: 5 } as const;

/** Operations of a QoS flow description that leave the flow in place: create and modify. */
const KEPT_OPERATIONS: ReadonlySet<number> = new Set([1, 3]);

function flowsOf(value: Uint8Array): BearerFacts[] {
  const flows: BearerFacts[] = [];
  for (let at = 0; at + 3 <= value.length; ) {
    const id = readU8(value, at) & 63;
    const operation = readU8(value, at + 1) >> 5;
    const count = readU8(value, at + 2) & 63;
    const parameters = new Map<number, Uint8Array>();
    at += 3;
    for (let i = 0; i < count && at + 2 <= value.length; i++) {
      const parameter = lengthValue(value, at + 1);
      if (parameter === null) return flows;
      parameters.set(readU8(value, at), parameter);
      at += 2 + parameter.length;
    }
    if (KEPT_OPERATIONS.has(operation)) flows.push(flowOf(id, parameters));
  }
  return flows;
}

function flowOf(id: number, parameters: ReadonlyMap<number, Uint8Array>): BearerFacts {
  const fiveQi = parameters.get(PARAMETER.FIVE_QI);
  const rate = (parameter: number) => rateWithUnit(parameters.get(parameter) ?? EMPTY) ?? 0;
  return bearerFacts({
    id,
    qci: fiveQi?.length === 1 ? readU8(fiveQi, 0) : null,
    guaranteed: someRates(rate(PARAMETER.GFBR_DOWN), rate(PARAMETER.GFBR_UP)),
    maximum: someRates(rate(PARAMETER.MFBR_DOWN), rate(PARAMETER.MFBR_UP)),
  });
}

const EMPTY = new Uint8Array(0);
