import type { Arp, BitRates } from '../../access/facts.ts';
import type { MobilityEvent } from '../../access/mobility.ts';
import type { Family } from '../../access/pco/pco.ts';
import type { Carrier, Lookup, PdnBearer, PdnResult } from '../../access/pdn.ts';
import type { PdnType } from '../../access/values.ts';
import type { Summary } from '../../analysis/summary.ts';
import type { DiameterFacts } from '../../diameter/facts.ts';
import type { Confidence, Severity, StepKind, StepMark } from '../../model/diagnosis.ts';
import type { IssueLayer } from '../../model/issue.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { AttemptOutcome, RegistrationOutcome, ResponseVerdict } from '../../model/registration.ts';
import type { KeySource, SaSetState, Suite } from '../../model/security-association.ts';
import type { AccessNetwork } from '../../sip/ims/access-network-info.ts';
import type { RegInfo } from '../../sip/ims/reg-info.ts';
import type { DifferenceLine, SideLine, StepPairLine } from './comparison-line-types.ts';

/*
 * The lines of `-T json`, from which the published schema is made. Members and types are added, never changed: the
 * version of the schema stands in the header.
 */

/** One line of `-T json`. */
export type JsonLine =
  | HeaderLine
  | SipLine
  | SaLine
  | SpiLine
  | RegistrationLine
  | FindingLine
  | AdviceLine
  | IssueLine
  | MobilityLine
  | PdnLine
  | DiameterLine
  | SubscriberLine
  | SideLine
  | DifferenceLine
  | StepPairLine
  | SummaryLine;

/** Decimal seconds since 1970 with all digits. @pattern ^-?\d+\.\d{9}$ */
export type TimeText = string;

/** @pattern ^0x[0-9a-f]{8}$ */
export type SpiText = string;

/** Octets in lower-case hex. @pattern ^([0-9a-f]{2})*$ */
export type HexText = string;

/** Frame numbers from 1; with several inputs, also the file of each. */
export interface Frames {
  readonly frames: readonly number[];
  readonly frameFiles?: readonly (string | undefined)[];
}

/** The first line. */
export interface HeaderLine {
  readonly type: 'header';
  readonly schema: 'ims-esp/1';
  /** Of the tool. */
  readonly version: string;
  readonly files: readonly string[];
}

/** One SIP message. */
export interface SipLine {
  readonly type: 'sip';
  /** The frame that completed it. */
  readonly frame: number;
  /** All frames that carried it. */
  readonly frames: readonly number[];
  readonly file: string | undefined;
  readonly time: TimeText;
  readonly transport: 'udp' | 'tcp' | 'sctp';
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  /** The ESP packet around it; null outside ESP. */
  readonly esp: {
    readonly spi: SpiText;
    readonly sequence: number;
    /** `uc->ps`, …, or `unknown`. */
    readonly sa: string;
    readonly icv: IcvVerdict;
  } | null;
  /** What it was wrapped in besides ESP and tunnels. */
  readonly wrapper: string | null;
  /** The method; null for a response. */
  readonly request: string | null;
  readonly status: number | null;
  readonly startLine: string;
  readonly callId: string | null;
  readonly cseq: string | null;
  /** Octets as sent. */
  readonly length: number;
  /** Did the snap length cut it? */
  readonly cut: boolean;
  /** TCP carried other bytes at the same sequence numbers first. */
  readonly otherReading?: true;
  /** As it was sent, each octet as one character from U+0000 to U+00FF. */
  readonly raw: string;
  /** `raw` holds keys that the other members hide. */
  readonly rawHasKeys?: true;
}

/** One SA with its state and counts. */
export interface SaLine {
  readonly type: 'sa';
  readonly set: number;
  readonly name: string;
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  readonly spi: SpiText;
  readonly alg: string | null;
  readonly ealg: string | null;
  readonly agreed: readonly Suite[];
  readonly generation: number;
  readonly state: SaSetState;
  readonly keySource: KeySource;
  readonly recovered: boolean;
  readonly packets: number;
  readonly icvGood: number;
  readonly icvBad: number;
  readonly unchecked: number;
  readonly noKey: number;
  readonly implausible: number;
  readonly duplicates: number;
  readonly gaps: number;
  readonly firstFrame: number | null;
  readonly lastFrame: number | null;
  /** Only with `--show-keys`. */
  readonly encryptionKey?: HexText | null;
  readonly authenticationKey?: HexText | null;
}

/** ESP under an SPI without an agreement. */
export interface SpiLine {
  readonly type: 'spi';
  readonly src: string;
  readonly dst: string;
  readonly spi: SpiText;
  /** Without copies, which `duplicates` counts. */
  readonly packets: number;
  readonly duplicates: number;
  readonly noKey: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** One registration. */
export interface RegistrationLine {
  readonly type: 'registration';
  readonly impi: string | null;
  readonly impu: string | null;
  readonly ue: string | null;
  readonly pcscf: string | null;
  readonly callId: string;
  readonly attempts: readonly AttemptObject[];
  readonly outcome: RegistrationOutcome;
  /** Of `diagnose`. */
  readonly verdict?: string;
  readonly steps?: readonly StepObject[];
}

/** One REGISTER with its answer. */
export interface AttemptObject {
  readonly cseq: number;
  readonly frames: readonly number[];
  readonly responseFrames: readonly number[];
  readonly status: number | null;
  readonly nonce: string | null;
  readonly answeredNonce: string | null;
  readonly resynchronisation: boolean;
  readonly sqnMs: HexText | null;
  readonly response: ResponseVerdict | null;
  readonly saSet: number | null;
  readonly expires: number | null;
  readonly outcome: AttemptOutcome;
}

/** One step of a timeline. */
export interface StepObject extends Frames {
  readonly kind: StepKind;
  readonly mark: StepMark;
  readonly time: TimeText;
  readonly text: string;
}

/** What a rule found. */
export interface FindingLine extends Frames {
  readonly type: 'finding';
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly title: string;
  readonly detail: string;
  readonly advice: string;
  /** How to prove it; null if the capture does. */
  readonly settle: string | null;
  /** Of the registration; null for the whole capture. */
  readonly callId: string | null;
}

/** What to capture, if there is no registration. */
export interface AdviceLine {
  readonly type: 'advice';
  readonly text: string;
}

/** Something in the input is damaged, odd or not supported. */
export interface IssueLine {
  readonly type: 'issue';
  readonly code: string;
  readonly layer: IssueLayer;
  readonly file: string | null | undefined;
  readonly frame: number | null;
  readonly offset: number | null;
  readonly message: string;
}

/** One attach or registration that is accepted or refused, an authentication that fails, or a detach. */
export interface MobilityLine {
  readonly type: 'mobility';
  readonly carrier: MobilityEvent['carrier'];
  /** As its specification calls it. */
  readonly name: string;
  readonly part: MobilityEvent['part'];
  readonly fromUe: boolean;
  readonly cause: string | null;
  readonly frame: number;
  /** All frames that carried it. */
  readonly frames: readonly number[];
  readonly file: string | undefined;
  readonly time: TimeText;
  readonly src: string;
  readonly dst: string;
  readonly imsi: string | null;
  readonly guti: string | null;
  readonly coreId: number | null;
  readonly radioId: number | null;
}

/** One PDN connection or PDU session, or one question that finds a P-CSCF. */
export interface PdnLine extends Frames {
  readonly type: 'pdn';
  readonly time: TimeText;
  readonly imsi: string | null;
  readonly msisdn: string | null;
  readonly imei: string | null;
  readonly guti: string | null;
  readonly coreId: number | null;
  readonly radioId: number | null;
  readonly tunnels: readonly string[];
  readonly apn: string | null;
  readonly pdnTypeAsked: PdnType | null;
  readonly pdnType: PdnType | null;
  readonly id: number | null;
  readonly ue: readonly string[];
  readonly interfaceId: string | null;
  /** As TS 24.008 writes them: `000CH`. */
  readonly containersAsked: readonly string[];
  readonly containersGiven: readonly string[];
  readonly pcscfAsked: readonly Family[];
  readonly pcscfReselection: boolean;
  readonly pcscf: readonly string[];
  readonly pcscfNames: readonly string[];
  readonly dnsAsked: readonly Family[];
  readonly dns: readonly string[];
  readonly qci: number | null;
  readonly arp: Arp | null;
  readonly ambr: BitRates | null;
  readonly bearers: readonly BearerObject[];
  readonly cause: string | null;
  readonly result: PdnResult;
  readonly released: boolean;
  readonly begun: boolean;
  readonly via: readonly Carrier[];
  /** Absent for connections. */
  readonly lookup?: Lookup;
}

/** A bearer or QoS flow besides the default one. */
export interface BearerObject extends BearerSeen, Frames {
  readonly cause: string | null;
  readonly released: boolean;
}

/** One Diameter message of Cx, Rx or Gx. */
export interface DiameterLine extends Omit<DiameterFacts, 'hopByHop' | 'endToEnd'> {
  readonly type: 'diameter';
  readonly frame: number;
  readonly frames: readonly number[];
  readonly file: string | undefined;
  readonly time: TimeText;
  readonly transport: 'tcp' | 'sctp';
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
}

/** Where a fact stands: its frame and, with several inputs, its file. */
export interface Place {
  readonly frame: number;
  readonly file?: string | undefined;
}

/** One REGISTER request on its way from the phone, as a frame shows it. */
export interface RegisterSeen {
  readonly transport: 'udp' | 'tcp' | 'sctp';
  /** The SA that it came in, as `uc->ps`; null outside ESP. */
  readonly sa: string | null;
  readonly cseq: number | null;
  /** Addresses of its two ends. */
  readonly src: string;
  readonly dst: string;
}

/** A dedicated bearer or QoS flow. */
export type BearerSeen = Pick<PdnBearer, 'id' | 'qci' | 'arp' | 'guaranteed' | 'maximum' | 'result'>;

/** What is known of a subscriber. */
export interface SubscriberLine {
  readonly type: 'subscriber';
  readonly impi: string | null;
  readonly impu: readonly string[];
  readonly imsi: string | null;
  readonly msisdn: string | null;
  readonly ue: readonly string[];
  readonly pcscf: string | null;
  readonly scscf: string | null;
  readonly apn: string | null;
  readonly qci: number | null;
  readonly arp: Arp | null;
  readonly ambr: BitRates | null;
  readonly pcscfGiven: readonly string[] | null;
  readonly cell: AccessNetwork | null;
  readonly expiresAsked: number | null;
  readonly expiresGranted: number | null;
  readonly registration: 'first' | 'subsequent' | null;
  readonly nonce: {
    readonly rand: HexText;
    readonly sqnXorAk: HexText;
    readonly amf: HexText;
    readonly mac: HexText;
  } | null;
  readonly keysSeen: readonly (Place & { readonly source: '401' | 'maa' })[];
  /** Only with `--show-keys`. */
  readonly keys?: readonly { readonly source: string; readonly ck: HexText; readonly ik: HexText }[];
  readonly associatedUris: readonly string[] | null;
  readonly userAgent: string | null;
  readonly bearers: readonly (Place & BearerSeen)[];
  /** Refusals of the access network, and ends of its attachment. */
  readonly mobility: readonly (Place & {
    readonly name: string;
    readonly part: MobilityEvent['part'];
    readonly cause: string | null;
  })[];
  readonly registers: readonly (Place & RegisterSeen)[];
  readonly saUses: readonly (Place & {
    readonly set: number;
    readonly sa: string;
    readonly spi: SpiText;
    readonly messages: Readonly<Record<string, number>>;
  })[];
  readonly regEvents: readonly (Place & { readonly registrations: readonly RegInfo[] })[];
  readonly sas: number;
  /** The frame that shows each member. */
  readonly frames: Readonly<Record<string, number>>;
  /** With several inputs, the file of each. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The last line: all counts. */
export interface SummaryLine extends Omit<Summary, 'duration'> {
  readonly type: 'summary';
  /** From the first frame to the last. */
  readonly seconds: TimeText;
}
