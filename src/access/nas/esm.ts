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
import { addressAt, givenAddresses, labelsText, pdnTypeOf } from '../values.ts';
import { apnAmbr, bearerRates } from './bit-rates.ts';
import { lengthValue, optionalElements } from './elements.ts';
import { nasCause } from './nas-causes.ts';

/** Protocol discriminator of ESM (TS 24.007 §11.2.3.1.1). */
export const ESM_DISCRIMINATOR = 2;

/** The kinds of mandatory parts of an ESM message. */
type Body =
  | 'type'
  | 'default-bearer'
  | 'dedicated-bearer'
  | 'cause'
  | 'linked'
  | 'linked-qos'
  | 'linked-tft'
  | 'none';

type Kind = readonly [
  name: string,
  procedure: Procedure,
  part: SessionMessage['part'],
  downlink: boolean,
  body: Body,
];

/** By message type (TS 24.301 §9.8). The last column names the mandatory part (§8.3). */
const MESSAGES: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [0xc1, ['Activate default EPS bearer context request', 'connect', 'accept', true, 'default-bearer']],
  [0xc2, ['Activate default EPS bearer context accept', 'confirm', 'accept', false, 'none']],
  [0xc3, ['Activate default EPS bearer context reject', 'confirm', 'reject', false, 'cause']],
  [
    0xc5,
    ['Activate dedicated EPS bearer context request', 'add-bearer', 'request', true, 'dedicated-bearer'],
  ],
  [0xc6, ['Activate dedicated EPS bearer context accept', 'add-bearer', 'accept', false, 'none']],
  [0xc7, ['Activate dedicated EPS bearer context reject', 'add-bearer', 'reject', false, 'cause']],
  [0xc9, ['Modify EPS bearer context request', 'update-bearer', 'request', true, 'none']],
  [0xca, ['Modify EPS bearer context accept', 'update-bearer', 'accept', false, 'none']],
  [0xcb, ['Modify EPS bearer context reject', 'update-bearer', 'reject', false, 'cause']],
  [0xcd, ['Deactivate EPS bearer context request', 'release-bearer', 'request', true, 'cause']],
  [0xce, ['Deactivate EPS bearer context accept', 'release-bearer', 'accept', false, 'none']],
  [0xd0, ['PDN connectivity request', 'connect', 'request', false, 'type']],
  [0xd1, ['PDN connectivity reject', 'connect', 'reject', true, 'cause']],
  [0xd2, ['PDN disconnect request', 'release', 'request', false, 'linked']],
  [0xd3, ['PDN disconnect reject', 'release', 'reject', true, 'cause']],
  [0xd4, ['Bearer resource allocation request', 'other', 'request', false, 'linked-qos']],
  [0xd5, ['Bearer resource allocation reject', 'other', 'reject', true, 'cause']],
  [0xd6, ['Bearer resource modification request', 'other', 'request', false, 'linked-tft']],
  [0xd7, ['Bearer resource modification reject', 'other', 'reject', true, 'cause']],
  [0xd9, ['ESM information request', 'information', 'request', true, 'none']],
  [0xda, ['ESM information response', 'information', 'accept', false, 'none']],
  [0xe8, ['ESM status', 'other', 'reject', false, 'cause']],
]);

const ELEMENT = { PCO: 0x27, APN: 0x28, CAUSE: 0x58, QOS: 0x5b, AMBR: 0x5e, EPCO: 0x7b } as const;

/** LLC SAPI and ESM cause have no length (TS 24.301 §8.3.6). */
const FIXED: ReadonlyMap<number, number> = new Map([
  [0x32, 1],
  [0x58, 1],
]);

/** An ESM message, and whether it ends exactly where its elements do. */
export interface EsmReading {
  readonly session: SessionMessage;
  readonly whole: boolean;
}

/** What a plain ESM message says (TS 24.301 §8.3); null for other messages and those without their mandatory part. */
export function readEsm(bytes: Uint8Array): EsmReading | null {
  if (bytes.length < 3 || (readU8(bytes, 0) & 15) !== ESM_DISCRIMINATOR) return null;
  const kind = MESSAGES.get(readU8(bytes, 2));
  if (kind === undefined) return null;
  const [name, procedure, part, downlink, body] = kind;
  const id = readU8(bytes, 0) >> 4;
  const mandatory = mandatoryPart(bytes, body, id === 0 ? null : id);
  if (mandatory === null) return null;
  const { values, whole } = optionalElements(bytes, mandatory.end, FIXED);
  const apn = values.get(ELEMENT.APN);
  const pco = values.get(ELEMENT.EPCO) ?? values.get(ELEMENT.PCO);
  const ambr = values.get(ELEMENT.AMBR);
  const cause = values.get(ELEMENT.CAUSE);
  const qos = values.get(ELEMENT.QOS);
  const bearers = mandatory.members.bearers ?? (id === 0 ? [] : [bearerOf(id, qos ?? null)]);
  const isConnection = procedure === 'confirm' || procedure === 'connect';
  const session = sessionMessage('s1ap', name, procedure, part, {
    transaction: readU8(bytes, 1),
    linked: isConnection && id !== 0 ? id : null,
    ...(apn !== undefined && { apn: labelsText(apn) }),
    ...(pco !== undefined && { pco: readPco(pco, downlink) }),
    ...(ambr !== undefined && { ambr: apnAmbr(ambr) }),
    ...(cause !== undefined && { cause: nasCause('esm', readU8(cause, 0)) }),
    ...mandatory.members,
    bearers,
  });
  return { session, whole };
}

interface Mandatory {
  readonly end: number;
  readonly members: Partial<SessionMessage>;
}

const FIRST = 3;

function mandatoryPart(bytes: Uint8Array, body: Body, id: number | null): Mandatory | null {
  if (body === 'none') return { end: FIRST, members: {} };
  if (body === 'default-bearer') return defaultBearer(bytes, id);
  if (bytes.length <= FIRST) return null;
  const octet = readU8(bytes, FIRST);
  const linked = (octet & 15) === 0 ? null : octet & 15;
  const end = FIRST + 1;
  switch (body) {
    case 'type':
      return { end, members: { pdnType: pdnTypeOf(octet >> 4) } };
    case 'cause':
      return { end, members: { cause: nasCause('esm', octet) } };
    case 'linked':
      return { end, members: { linked } };
    case 'linked-tft': {
      const tft = lengthValue(bytes, end);
      return tft === null ? null : { end: end + 1 + tft.length, members: { linked } };
    }
    default: {
      // Of a dedicated bearer the QoS comes first and the TFT follows, of a request for one the other way round.
      const first = lengthValue(bytes, end);
      const second = first === null ? null : lengthValue(bytes, end + 1 + first.length);
      if (first === null || second === null) return null;
      const bearers = body === 'dedicated-bearer' ? [bearerOf(id, first)] : [];
      return { end: end + 2 + first.length + second.length, members: { linked, bearers } };
    }
  }
}

/** EPS QoS, APN and PDN address of the default bearer (TS 24.301 §8.3.6). */
function defaultBearer(bytes: Uint8Array, id: number | null): Mandatory | null {
  const qos = lengthValue(bytes, FIRST);
  if (qos === null) return null;
  const apn = lengthValue(bytes, FIRST + 1 + qos.length);
  if (apn === null) return null;
  const addressStart = FIRST + 2 + qos.length + apn.length;
  const address = lengthValue(bytes, addressStart);
  if (address === null || address.length === 0) return null;
  return {
    end: addressStart + 1 + address.length,
    members: {
      apn: labelsText(apn),
      ...pdnAddress(address),
      bearers: [bearerOf(id, qos)],
    },
  };
}

/** TS 24.301 §9.9.4.9: of IPv6 only the interface identifier. */
function pdnAddress(address: Uint8Array): Pick<SessionMessage, 'pdnType' | 'ue' | 'interfaceId'> {
  const pdnType = pdnTypeOf(readU8(address, 0));
  const hasIpv6 = (pdnType === 'ipv6' || pdnType === 'ipv4v6') && address.length >= 9;
  const ipv4 =
    pdnType === 'ipv4' ? addressAt(address, 1, 4) : pdnType === 'ipv4v6' ? addressAt(address, 9, 4) : null;
  return {
    pdnType,
    ue: givenAddresses(ipv4),
    interfaceId: hasIpv6 ? toHex(address.subarray(1, 9)) : null,
  };
}

function bearerOf(id: number | null, qos: Uint8Array | null): BearerFacts {
  if (qos === null || qos.length === 0) return bearerFacts({ id });
  return bearerFacts({ id, qci: readU8(qos, 0), ...bearerRates(qos) });
}
