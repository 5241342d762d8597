import type { PcoFacts } from './pco/pco.ts';
import type { PdnType } from './values.ts';

/** The protocol that carried a message about a PDN connection or PDU session. */
export type SessionCarrier = 'gtpv2' | 'gtpv1' | 's1ap' | 'ngap';

/** Allocation and retention priority (TS 23.203 §A.1). */
export interface Arp {
  /** 1 (highest) to 15. */
  readonly priority: number;
  /** May the bearer take resources from others? */
  readonly capability: boolean;
  /** May others take its resources? */
  readonly vulnerability: boolean;
}

/** Bit rates in kbit/s. */
export interface BitRates {
  readonly downKbps: number;
  readonly upKbps: number;
}

/** Why something was refused, or accepted otherwise than asked. */
export interface Cause {
  /** Which table the number is from. */
  readonly kind: 'gtpv2' | 'gtpv1' | 'esm' | 'emm' | '5gsm' | '5gmm';
  readonly number: number;
  /** Null for a number without a name here. */
  readonly name: string | null;
}

/** One bearer or QoS flow of a message. */
export interface BearerFacts {
  /** EPS bearer identity or QoS flow identifier; null if not assigned yet. */
  readonly id: number | null;
  /** QCI or 5QI. */
  readonly qci: number | null;
  readonly arp: Arp | null;
  /** Guaranteed bit rates (GBR, GFBR) and the highest ones (MBR, MFBR); null without any. */
  readonly guaranteed: BitRates | null;
  readonly maximum: BitRates | null;
  readonly cause: Cause | null;
  /** User plane ends, as `tunnelKey` writes them: equal in GTP-C and S1AP, whatever else differs. */
  readonly tunnels: readonly string[];
}

/** A bearer with these members; all others are null or empty. */
export function bearerFacts(members: Partial<BearerFacts>): BearerFacts {
  return {
    id: null,
    qci: null,
    arp: null,
    guaranteed: null,
    maximum: null,
    cause: null,
    tunnels: [],
    ...members,
  };
}

/**
 * What a message does: set up a connection, tell more about it (ESM information), confirm it (by the phone), add,
 * change or remove a bearer, change the connection, end it; `other` only shows that it stands.
 */
export type Procedure =
  | 'connect'
  | 'information'
  | 'confirm'
  | 'add-bearer'
  | 'update-bearer'
  | 'release-bearer'
  | 'modify'
  | 'release'
  | 'other';

/** One message about a PDN connection or PDU session, whatever carried it. Null: not in the message. */
export interface SessionMessage {
  readonly carrier: SessionCarrier;
  /** As its specification calls it, such as `PDN connectivity request`. */
  readonly name: string;
  readonly procedure: Procedure;
  readonly part: 'request' | 'accept' | 'reject';
  readonly imsi: string | null;
  readonly msisdn: string | null;
  /** IMEI or IMEISV. */
  readonly imei: string | null;
  readonly apn: string | null;
  /** Asked for in a request, given in an answer. */
  readonly pdnType: PdnType | null;
  /** Canonical texts. Of IPv6, the whole address that the network gave. */
  readonly ue: readonly string[];
  /** Interface identifier of IPv6 that NAS gives in place of an address, 16 hex digits. */
  readonly interfaceId: string | null;
  readonly pco: PcoFacts | null;
  readonly ambr: BitRates | null;
  readonly cause: Cause | null;
  /** Default bearer, or the PDU session, that it belongs to. */
  readonly linked: number | null;
  /** Procedure transaction identity of NAS. */
  readonly transaction: number | null;
  readonly bearers: readonly BearerFacts[];
  /** Control plane ends of its sender that GTP-C names, as `tunnelKey` writes them. */
  readonly controlTunnels: readonly string[];
}

/** A message with these members; all others are null or empty. */
export function sessionMessage(
  carrier: SessionCarrier,
  name: string,
  procedure: Procedure,
  part: SessionMessage['part'],
  members: Partial<SessionMessage> = {},
): SessionMessage {
  return {
    carrier,
    name,
    procedure,
    part,
    imsi: null,
    msisdn: null,
    imei: null,
    apn: null,
    pdnType: null,
    ue: [],
    interfaceId: null,
    pco: null,
    ambr: null,
    cause: null,
    linked: null,
    transaction: null,
    bearers: [],
    controlTunnels: [],
    ...members,
  };
}

/** One end of a GTP tunnel: `10.0.0.1 0x0000001f`. */
export function tunnelKey(address: string, teid: number): string {
  return `${address} 0x${teid.toString(16).padStart(8, '0')}`;
}
