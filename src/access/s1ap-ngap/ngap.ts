import { tmsiText } from '../nas/identity.ts';
import {
  type AccessPdu,
  byId,
  type CarriedNas,
  innerOctets,
  numberOf,
  readProcedure,
  skipRest,
} from './pdu.ts';
import { PerReader } from './per-reader.ts';
import { flowsToAdd, flowsToSetUp } from './qos-flows.ts';

/** SCTP payload protocol identifier of NGAP (TS 38.412 §7). */
export const NGAP_PPID = 60;

/** Procedures that carry NAS, and the last one of a phone (TS 38.413 §9.4.7). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [4, 'DownlinkNASTransport'],
  [14, 'InitialContextSetup'],
  [15, 'InitialUEMessage'],
  [26, 'PDUSessionResourceModify'],
  [28, 'PDUSessionResourceRelease'],
  [29, 'PDUSessionResourceSetup'],
  [41, 'UEContextRelease'],
  [46, 'UplinkNASTransport'],
]);

const INITIAL_UE_MESSAGE = 15;
const UE_CONTEXT_RELEASE = 41;

/** TS 38.413 §9.4.7. */
const ELEMENT = {
  AMF_UE_ID: 10,
  FIVE_G_S_TMSI: 26,
  NAS: 38,
  FAILED_CONTEXT: 55,
  FAILED: 58,
  TO_MODIFY: 64,
  TO_SET_UP_CONTEXT: 71,
  TO_SET_UP: 74,
  RAN_UE_ID: 85,
  UE_IDS: 114,
} as const;

/** Entries of one list (TS 38.413 §9.3.1.1 maxnoofPDUSessions: 256; a phone has fifteen). */
const MOST_SESSIONS = 16;

/** What an NGAP message has of NAS; null for other procedures and other bytes. */
export function readNgap(bytes: Uint8Array): AccessPdu | null {
  const pdu = readProcedure(bytes);
  const name = NAMES.get(pdu?.procedure ?? -1);
  if (pdu === null || name === undefined) return null;
  const values = byId(pdu.elements);
  const nas: CarriedNas[] = [];
  const alone = values.get(ELEMENT.NAS);
  if (alone !== undefined) nas.push({ bytes: innerOctets(alone), bearers: [] });
  const items = [
    ...sessionsOf(values.get(ELEMENT.TO_SET_UP), setUpItem),
    ...sessionsOf(values.get(ELEMENT.TO_SET_UP_CONTEXT), setUpItem),
    ...sessionsOf(values.get(ELEMENT.TO_MODIFY), modifyItem),
  ];
  return {
    procedure: pdu.procedure,
    name,
    ...ngapIds(values),
    tmsi: fiveGSTmsi(values.get(ELEMENT.FIVE_G_S_TMSI)),
    nas: [...nas, ...items.filter(({ bytes }) => bytes.length > 0)],
    bearers: items.flatMap(({ bearers }) => bearers),
    failed: sessionsOf(values.get(ELEMENT.FAILED) ?? values.get(ELEMENT.FAILED_CONTEXT), failedItem),
    initial: pdu.procedure === INITIAL_UE_MESSAGE,
    released: pdu.procedure === UE_CONTEXT_RELEASE && pdu.outcome === 'success',
    whole: pdu.whole,
  };
}

/** The identities of the association of a phone, in any procedure. */
export function ngapIds(values: ReadonlyMap<number, Uint8Array>): Pick<AccessPdu, 'coreId' | 'radioId'> {
  const both = ueIds(values.get(ELEMENT.UE_IDS));
  return {
    coreId: numberOf(values.get(ELEMENT.AMF_UE_ID), 3) ?? both.coreId,
    radioId: numberOf(values.get(ELEMENT.RAN_UE_ID), 2) ?? both.radioId,
  };
}

/** UE-NGAP-IDs: both identities, or that of the AMF alone (TS 38.413 §9.3.3). */
function ueIds(value: Uint8Array | undefined): Pick<AccessPdu, 'coreId' | 'radioId'> {
  const reader = new PerReader(value ?? EMPTY);
  const choice = reader.bits(2);
  if (choice === 0) reader.bits(2);
  const coreId = reader.wideNumber(3);
  const radioId = choice === 0 ? reader.wideNumber(2) : null;
  return reader.failed || choice > 1 ? { coreId: null, radioId: null } : { coreId, radioId };
}

/** A count of one octet, one less than it says, then as many items one after the other. */
function sessionsOf<T>(list: Uint8Array | undefined, read: (reader: PerReader) => T): T[] {
  const items: T[] = [];
  if (list === undefined) return items;
  const reader = new PerReader(list);
  const count = reader.octet() + 1;
  for (let i = 0; i < count && i < MOST_SESSIONS; i++) {
    const item = read(reader);
    if (reader.failed) break;
    items.push(item);
  }
  return items;
}

/** PDUSessionResourceSetupItemSUReq and PDUSessionResourceSetupItemCxtReq have one form (TS 38.413 §9.4.5). */
function setUpItem(reader: PerReader): CarriedNas {
  const hasAdditions = reader.flag();
  const hasNas = reader.flag();
  const hasExtensions = reader.flag();
  reader.octet();
  const bytes = hasNas ? reader.octetString() : EMPTY;
  skipSlice(reader);
  const transfer = reader.octetString();
  skipRest(reader, hasExtensions, hasAdditions);
  return { bytes, bearers: flowsToSetUp(transfer) };
}

/** PDUSessionResourceModifyItemModReq. */
function modifyItem(reader: PerReader): CarriedNas {
  const hasAdditions = reader.flag();
  const hasNas = reader.flag();
  const hasExtensions = reader.flag();
  reader.octet();
  const bytes = hasNas ? reader.octetString() : EMPTY;
  const transfer = reader.octetString();
  skipRest(reader, hasExtensions, hasAdditions);
  return { bytes, bearers: flowsToAdd(transfer) };
}

/** PDUSessionResourceFailedToSetupItemSURes and -CxtRes; why is in the transfer. */
function failedItem(reader: PerReader): number {
  const hasAdditions = reader.flag();
  const hasExtensions = reader.flag();
  const session = reader.octet();
  reader.octetString();
  skipRest(reader, hasExtensions, hasAdditions);
  return session;
}

/** S-NSSAI: one octet, and perhaps three more. */
function skipSlice(reader: PerReader): void {
  const hasAdditions = reader.flag();
  const hasDifferentiator = reader.flag();
  const hasExtensions = reader.flag();
  reader.bits(8);
  if (hasDifferentiator) reader.octets(3);
  skipRest(reader, hasExtensions, hasAdditions);
}

/** AMF set (10 bits) and pointer (6), then the TMSI; before them a bit for additions and one for extensions. */
function fiveGSTmsi(value: Uint8Array | undefined): string | null {
  if (value === undefined) return null;
  const reader = new PerReader(value);
  reader.bits(2);
  const set = reader.bits(10);
  const pointer = reader.bits(6);
  const tmsi = reader.octets(4);
  const code = (set << 6) | pointer;
  return reader.failed ? null : tmsiText(Uint8Array.of(code >> 8, code & 255), tmsi);
}

const EMPTY = new Uint8Array(0);
