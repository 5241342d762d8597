import type { FrameReference, Moment } from '../model/capture.ts';
import type { Arp, BitRates, Cause, SessionCarrier } from './facts.ts';
import type { Family } from './pco/pco.ts';
import type { PdnType } from './values.ts';

/** The protocol that showed how a phone finds its P-CSCF. */
export type Carrier = SessionCarrier | 'dhcp' | 'dns' | 'ike';

export type PdnResult = 'accepted' | 'rejected' | 'unanswered';

/** One message about a connection, as it was seen. */
export interface PdnStep extends FrameReference, Moment {
  readonly carrier: Carrier;
  /** As its specification calls it. */
  readonly name: string;
  readonly part: 'request' | 'accept' | 'reject';
  readonly cause: Cause | null;
  /** Canonical texts of the addresses of its packet. */
  readonly source: string;
  readonly destination: string;
}

/** A bearer or QoS flow besides the default one. */
export interface PdnBearer {
  /** EPS bearer identity or QoS flow identifier; null if not seen. */
  readonly id: number | null;
  readonly qci: number | null;
  readonly arp: Arp | null;
  /** Guaranteed bit rates, and the highest ones; null without any. */
  readonly guaranteed: BitRates | null;
  readonly maximum: BitRates | null;
  readonly result: PdnResult;
  readonly cause: Cause | null;
  readonly released: boolean;
  readonly frames: readonly FrameReference[];
}

/** A question that finds a P-CSCF, I-CSCF or ePDG by name, or that finds names or addresses of P-CSCFs. */
export interface Lookup {
  /** The name asked for; null for DHCP and IKE. */
  readonly name: string | null;
  /** Type of the question, such as `SRV`, `A` or `DHCPv6`. */
  readonly type: string;
  /** `NOERROR`, `NXDOMAIN`, … of an answer; for IKE the error that it notifies of; null without one. */
  readonly code: string | null;
  /** The records or values of the answer as text. */
  readonly answers: readonly string[];
  /** Address of the server that was asked. */
  readonly server: string;
}

/**
 * A PDN connection or PDU session from its first message to its last, whatever protocols carried them; or one question
 * of DNS, DHCP or IKE about a P-CSCF (`lookup`). Null and empty: not seen.
 */
export interface Pdn extends Moment {
  /** In the order in which they were seen. */
  readonly via: readonly Carrier[];
  /** Frames of its messages, in capture order, up to a bound. */
  readonly frames: readonly FrameReference[];
  readonly steps: readonly PdnStep[];
  /** False if the capture has not its beginning, only later messages about it. */
  readonly begun: boolean;
  readonly imsi: string | null;
  readonly msisdn: string | null;
  readonly imei: string | null;
  /** GUTI or 5G-GUTI, `001-01-0002-01-c0000b2a`. */
  readonly guti: string | null;
  /** MME-UE-S1AP-ID or AMF-UE-NGAP-ID, and eNB-UE-S1AP-ID or RAN-UE-NGAP-ID. */
  readonly coreId: number | null;
  readonly radioId: number | null;
  /** Control and user plane ends, `10.0.0.1 0x0000001f`. */
  readonly tunnels: readonly string[];
  /** EPS bearer identity of the default bearer, NSAPI, or PDU session identity. */
  readonly id: number | null;
  /** Is it a PDU session of 5GS? */
  readonly isFiveGs: boolean;
  readonly apn: string | null;
  readonly pdnTypeAsked: PdnType | null;
  readonly pdnType: PdnType | null;
  /** Addresses of the phone. Of IPv6 the prefix and interface identifier that GTP-C names. */
  readonly ue: readonly string[];
  /** Interface identifier that NAS gives, 16 hex digits. */
  readonly interfaceId: string | null;
  /** Numbers of the PCO containers that the phone sent. */
  readonly containersAsked: readonly number[];
  readonly containersGiven: readonly number[];
  readonly pcscfAsked: readonly Family[];
  readonly pcscfReselection: boolean;
  readonly imsSignalling: boolean;
  readonly pcscf: readonly string[];
  /** Names of P-CSCFs, from DHCP. */
  readonly pcscfNames: readonly string[];
  readonly dnsAsked: readonly Family[];
  readonly dns: readonly string[];
  /** QCI or 5QI of the default bearer. */
  readonly qci: number | null;
  readonly arp: Arp | null;
  readonly ambr: BitRates | null;
  readonly bearers: readonly PdnBearer[];
  /** Why it was refused, or accepted otherwise than asked; the cause that the phone was told, if that was seen. */
  readonly cause: Cause | null;
  readonly result: PdnResult;
  readonly released: boolean;
  readonly lookup: Lookup | null;
}

/** `ESM cause 50 (PDN type IPv4 only allowed)`. */
export function causeText({ kind, number, name }: Cause): string {
  const of = { gtpv2: 'GTPv2', gtpv1: 'GTPv1', esm: 'ESM', emm: 'EMM', '5gsm': '5GSM', '5gmm': '5GMM' }[kind];
  return `${of} cause ${number}${name === null ? '' : ` (${name})`}`;
}
