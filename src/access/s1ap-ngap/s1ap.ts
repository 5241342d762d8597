import { type BearerFacts, type BitRates, bearerFacts, tunnelKey } from '../facts.ts';
import { tmsiText } from '../nas/identity.ts';
import { addressAt } from '../values.ts';
import {
  type AccessPdu,
  byId,
  type CarriedNas,
  innerOctets,
  numberOf,
  type ProtocolElement,
  readElement,
  readProcedure,
  skipRest,
} from './pdu.ts';
import { PerReader } from './per-reader.ts';

/** SCTP payload protocol identifier of S1AP (TS 36.412 §7). */
export const S1AP_PPID = 18;

/** Procedures that carry NAS or bearers, and the last one of a phone (TS 36.413 §9.3.7). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [5, 'E-RABSetup'],
  [6, 'E-RABModify'],
  [7, 'E-RABRelease'],
  [9, 'InitialContextSetup'],
  [11, 'DownlinkNASTransport'],
  [12, 'InitialUEMessage'],
  [13, 'UplinkNASTransport'],
  [23, 'UEContextRelease'],
]);

const INITIAL_UE_MESSAGE = 12;
const UE_CONTEXT_RELEASE = 23;

/** TS 36.413 §9.3.6. */
const ELEMENT = {
  MME_UE_ID: 0,
  ENB_UE_ID: 8,
  TO_SET_UP: 16,
  TO_SET_UP_CONTEXT: 24,
  NAS: 26,
  FAILED: 29,
  TO_MODIFY: 30,
  FAILED_CONTEXT: 48,
  UE_IDS: 99,
  S_TMSI: 96,
} as const;

/** Entries of one list (TS 36.413 §9.3.4 maxnoofE-RABs: 256; a phone has eleven). */
const MOST_BEARERS = 16;

/** What an S1AP message has of NAS and bearers; null for other procedures and other bytes. */
export function readS1ap(bytes: Uint8Array): AccessPdu | null {
  const pdu = readProcedure(bytes);
  const name = NAMES.get(pdu?.procedure ?? -1);
  if (pdu === null || name === undefined) return null;
  const values = byId(pdu.elements);
  const nas: CarriedNas[] = [];
  const alone = values.get(ELEMENT.NAS);
  if (alone !== undefined) nas.push({ bytes: innerOctets(alone), bearers: [] });
  const items = [
    ...itemsOf(values.get(ELEMENT.TO_SET_UP)).map(({ value }) => setUpItem(value, true)),
    ...itemsOf(values.get(ELEMENT.TO_SET_UP_CONTEXT)).map(({ value }) => setUpItem(value, false)),
    ...itemsOf(values.get(ELEMENT.TO_MODIFY)).map(({ value }) => modifyItem(value)),
  ].filter(item => item !== null);
  const failed = itemsOf(values.get(ELEMENT.FAILED) ?? values.get(ELEMENT.FAILED_CONTEXT));
  return {
    procedure: pdu.procedure,
    name,
    ...s1apIds(values),
    tmsi: sTmsi(values.get(ELEMENT.S_TMSI)),
    nas: [...nas, ...items.filter(({ bytes }) => bytes.length > 0)],
    bearers: items.flatMap(({ bearers }) => bearers),
    failed: failed.map(({ value }) => failedItem(value)).filter(id => id !== null),
    initial: pdu.procedure === INITIAL_UE_MESSAGE,
    released: pdu.procedure === UE_CONTEXT_RELEASE && pdu.outcome === 'success',
    whole: pdu.whole,
  };
}

/** The identities of the association of a phone, in any procedure. */
export function s1apIds(values: ReadonlyMap<number, Uint8Array>): Pick<AccessPdu, 'coreId' | 'radioId'> {
  const both = ueIds(values.get(ELEMENT.UE_IDS));
  return {
    coreId: numberOf(values.get(ELEMENT.MME_UE_ID), 2) ?? both.coreId,
    radioId: numberOf(values.get(ELEMENT.ENB_UE_ID), 2) ?? both.radioId,
  };
}

/** UE-S1AP-IDs: both identities, or that of the MME alone (TS 36.413 §9.2.3.18). */
function ueIds(value: Uint8Array | undefined): Pick<AccessPdu, 'coreId' | 'radioId'> {
  const reader = new PerReader(value ?? EMPTY);
  const isExtended = reader.flag();
  const isPair = !reader.flag();
  if (isPair) reader.bits(2);
  const coreId = reader.wideNumber(2);
  const radioId = isPair ? reader.wideNumber(2) : null;
  return reader.failed || isExtended ? { coreId: null, radioId: null } : { coreId, radioId };
}

/** A count of one octet, one less than it says, then as many elements. */
function itemsOf(list: Uint8Array | undefined): ProtocolElement[] {
  const items: ProtocolElement[] = [];
  if (list === undefined) return items;
  const reader = new PerReader(list);
  const count = reader.octet() + 1;
  for (let i = 0; i < count && i < MOST_BEARERS; i++) {
    const item = readElement(reader);
    if (item === null) break;
    items.push(item);
  }
  return items;
}

/**
 * E-RABToBeSetupItemBearerSUReq, which always has NAS, and E-RABToBeSetupItemCtxtSUReq, which says whether it has
 * (TS 36.413 §9.3.4).
 */
function setUpItem(value: Uint8Array, alwaysNas: boolean): CarriedNas | null {
  const reader = new PerReader(value);
  reader.flag();
  const hasNas = alwaysNas || reader.flag();
  reader.flag();
  const id = bearerId(reader);
  const qos = bearerQos(reader);
  const tunnel = tunnelEnd(reader);
  const bytes = hasNas ? reader.octetString() : EMPTY;
  if (reader.failed) return null;
  return { bytes, bearers: [{ ...bearer(id, tunnel), ...qos }] };
}

/** E-RABToBeModifiedItemBearerModReq (TS 36.413 §9.3.4). */
function modifyItem(value: Uint8Array): CarriedNas | null {
  const reader = new PerReader(value);
  reader.flag();
  reader.flag();
  const id = bearerId(reader);
  const qos = bearerQos(reader);
  const bytes = reader.octetString();
  return reader.failed ? null : { bytes, bearers: [{ ...bearer(id, null), ...qos }] };
}

/** E-RABItem; the cause after the identity is of the radio network. */
function failedItem(value: Uint8Array): number | null {
  const reader = new PerReader(value);
  reader.bits(2);
  const id = bearerId(reader);
  return reader.failed ? null : id;
}

function bearer(id: number, tunnel: string | null): BearerFacts {
  return bearerFacts({ id, tunnels: tunnel === null ? [] : [tunnel] });
}

/** E-RAB-ID, 0 to 15 or an extension, which no phone has. */
function bearerId(reader: PerReader): number {
  if (reader.flag()) reader.fail();
  return reader.bits(4);
}

/** E-RABLevelQoSParameters: QCI, ARP, and for guaranteed bit rates the rates. */
function bearerQos(reader: PerReader): Pick<BearerFacts, 'qci' | 'arp' | 'guaranteed' | 'maximum'> {
  const hasAdditions = reader.flag();
  const hasRates = reader.flag();
  const hasExtensions = reader.flag();
  const qci = reader.octet();
  const arpAdditions = reader.flag();
  const arpExtensions = reader.flag();
  const priority = reader.bits(4);
  const capability = reader.flag();
  const vulnerability = reader.flag();
  skipRest(reader, arpExtensions, arpAdditions);
  const rates = hasRates ? bearerRates(reader) : NO_RATES;
  skipRest(reader, hasExtensions, hasAdditions);
  return { qci, arp: { priority, capability, vulnerability }, ...rates };
}

/** GBR-QosInformation: maximum downlink and uplink, guaranteed downlink and uplink, in bit/s. */
function bearerRates(reader: PerReader): Pick<BearerFacts, 'guaranteed' | 'maximum'> {
  const hasAdditions = reader.flag();
  const hasExtensions = reader.flag();
  const pair = (): BitRates => {
    const [down, up] = [reader.wideNumber(3), reader.wideNumber(3)];
    return { downKbps: Math.floor(down / 1000), upKbps: Math.floor(up / 1000) };
  };
  const [maximum, guaranteed] = [pair(), pair()];
  skipRest(reader, hasExtensions, hasAdditions);
  return { maximum, guaranteed };
}

const NO_RATES = { maximum: null, guaranteed: null };

/** TransportLayerAddress, a bit string of 1 to 160 bits, and GTP-TEID; of both families IPv4 comes first. */
function tunnelEnd(reader: PerReader): string | null {
  if (reader.flag()) reader.fail();
  const bits = reader.bits(8) + 1;
  const octets = reader.octets((bits + 7) >> 3);
  const teid = reader.octets(4).reduce((number, octet) => number * 256 + octet, 0);
  const address = bits === 128 ? addressAt(octets, 0, 16) : addressAt(octets, 0, 4);
  return address === null || teid === 0 ? null : tunnelKey(address, teid);
}

/** S-TMSI: MME code and M-TMSI, after a bit for additions and one for extensions. */
function sTmsi(value: Uint8Array | undefined): string | null {
  if (value === undefined) return null;
  const reader = new PerReader(value);
  reader.bits(2);
  const code = Uint8Array.of(reader.bits(8));
  const tmsi = reader.octets(4);
  return reader.failed ? null : tmsiText(code, tmsi);
}

const EMPTY = new Uint8Array(0);
