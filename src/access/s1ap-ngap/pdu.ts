import type { BearerFacts } from '../facts.ts';
import { PerReader } from './per-reader.ts';

/** One element of a procedure: S1AP and NGAP have the same outer form (TS 36.413 §9.3, TS 38.413 §9.4). */
export interface ProtocolElement {
  readonly id: number;
  /** The octets of its open type, a view. */
  readonly value: Uint8Array;
}

/** An S1AP-PDU or NGAP-PDU. */
export interface ProcedurePdu {
  readonly procedure: number;
  readonly outcome: 'request' | 'success' | 'failure';
  readonly elements: readonly ProtocolElement[];
  /** False if its lengths do not agree: the elements before that were read. */
  readonly whole: boolean;
}

/** A NAS message with the bearer, or the QoS flows of the PDU session, that it came with. */
export interface CarriedNas {
  /** A view. */
  readonly bytes: Uint8Array;
  readonly bearers: readonly BearerFacts[];
}

/** What an S1AP or NGAP message has of the signalling between a phone and the core. */
export interface AccessPdu {
  readonly procedure: number;
  /** Name of the procedure, for a person. */
  readonly name: string;
  /** MME-UE-S1AP-ID or AMF-UE-NGAP-ID; null if absent. */
  readonly coreId: number | null;
  /** eNB-UE-S1AP-ID or RAN-UE-NGAP-ID; null if absent. */
  readonly radioId: number | null;
  /** The last two parts of a GUTI; null if absent. */
  readonly tmsi: string | null;
  readonly nas: readonly CarriedNas[];
  /** Bearers or QoS flows to set up or change, with and without NAS. */
  readonly bearers: readonly BearerFacts[];
  /** Identities of bearers or PDU sessions that it could not set up. */
  readonly failed: readonly number[];
  /** Does a phone's first message begin a new association? */
  readonly initial: boolean;
  /** Is the association with the phone at its end? */
  readonly released: boolean;
  readonly whole: boolean;
}

/** Elements of one message: those of a message with all options are some thirty. */
const MOST_ELEMENTS = 256;

const OUTCOMES = ['request', 'success', 'failure'] as const;

/** The message in `bytes`; null if it is not one. */
export function readProcedure(bytes: Uint8Array): ProcedurePdu | null {
  const reader = new PerReader(bytes);
  if (reader.flag()) return null;
  const outcome = OUTCOMES[reader.bits(2)];
  const procedure = reader.octet();
  reader.bits(2);
  const value = reader.octetString();
  if (outcome === undefined || reader.failed || value.length < 3) return null;
  return { procedure, outcome, ...elementsOf(value) };
}

/** The elements of a message or of a structure that has the same form. */
export function elementsOf(value: Uint8Array): Pick<ProcedurePdu, 'elements' | 'whole'> {
  const reader = new PerReader(value);
  reader.flag();
  return readElements(reader);
}

/** A count of two octets, then as many elements (TS 36.413 §9.3.6 ProtocolIE-Container). */
export function readElements(reader: PerReader): Pick<ProcedurePdu, 'elements' | 'whole'> {
  const count = reader.twoOctets();
  const elements: ProtocolElement[] = [];
  for (let i = 0; i < count && i < MOST_ELEMENTS; i++) {
    const element = readElement(reader);
    if (element === null) return { elements, whole: false };
    elements.push(element);
  }
  return { elements, whole: !reader.failed && count <= MOST_ELEMENTS };
}

/** Identity, criticality and open type; null if they are not all there. */
export function readElement(reader: PerReader): ProtocolElement | null {
  const id = reader.twoOctets();
  reader.bits(2);
  const value = reader.octetString();
  return reader.failed ? null : { id, value };
}

/** What follows the last known part of a structure: its extensions as elements with one more to each, and additions. */
export function skipRest(reader: PerReader, hasExtensions: boolean, hasAdditions: boolean): void {
  if (hasExtensions) {
    const count = reader.twoOctets() + 1;
    for (let i = 0; i < count && !reader.failed; i++) readElement(reader);
  }
  if (hasAdditions) reader.skipAdditions();
}

/** The value of an element that is an octet string of its own. */
export function innerOctets(value: Uint8Array): Uint8Array {
  return new PerReader(value).octetString();
}

/** A number in an element, see `PerReader.wideNumber`; null if it is cut. */
export function numberOf(value: Uint8Array | undefined, lengthBits: number): number | null {
  if (value === undefined) return null;
  const reader = new PerReader(value);
  const number = reader.wideNumber(lengthBits);
  return reader.failed ? null : number;
}

/** The first element of each identity. */
export function byId(elements: readonly ProtocolElement[]): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const { id, value } of elements) if (!found.has(id)) found.set(id, value);
  return found;
}
