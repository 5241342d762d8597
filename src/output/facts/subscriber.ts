import type { Arp, BitRates } from '../../access/facts.ts';
import type { MobilityEvent } from '../../access/mobility.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { KeyMaterial } from '../../model/security-association.ts';
import type { AccessNetwork } from '../../sip/ims/access-network-info.ts';
import type { RegInfo } from '../../sip/ims/reg-info.ts';
import type { BearerSeen, RegisterSeen } from '../json/line-types.ts';

/** A fact and the frame that shows it. */
export interface Fact<Value> {
  readonly value: Value;
  readonly at: FrameReference;
}

/** What one SA carried: methods of requests, and methods of the requests that responses answer. */
export interface SaUse {
  readonly set: number;
  readonly sa: string;
  readonly spi: number;
  /** `REGISTER`, `200 (REGISTER)`, … with how many of each. */
  readonly messages: ReadonlyMap<string, number>;
  readonly first: FrameReference;
}

/** The parts of the nonce of AKA (TS 33.102 §6.3.2). */
export interface NonceParts {
  readonly rand: Uint8Array;
  readonly sqnXorAk: Uint8Array;
  readonly amf: Uint8Array;
  readonly mac: Uint8Array;
}

/** Where CK and IK were. */
export interface KeysSeen {
  readonly source: '401' | 'maa';
  readonly at: FrameReference;
}

/** What a capture shows of one subscriber. Null and empty: it does not show that. */
export interface Subscriber {
  readonly impi: string | null;
  readonly impu: readonly string[];
  readonly imsi: Fact<string> | null;
  readonly msisdn: Fact<string> | null;
  readonly ue: readonly string[];
  readonly pcscf: string | null;
  readonly scscf: Fact<string> | null;
  readonly apn: Fact<string> | null;
  readonly qci: Fact<number> | null;
  readonly arp: Fact<Arp> | null;
  readonly ambr: Fact<BitRates> | null;
  /** Dedicated bearers and further QoS flows of the connection, each with the first frame of its set-up. */
  readonly bearers: readonly Fact<BearerSeen>[];
  /** Refusals of the access network, and ends of its attachment, in order. */
  readonly mobility: readonly Fact<Pick<MobilityEvent, 'name' | 'part' | 'cause'>>[];
  readonly pcscfGiven: Fact<readonly string[]> | null;
  readonly cell: Fact<AccessNetwork> | null;
  readonly expiresAsked: Fact<number> | null;
  readonly expiresGranted: Fact<number> | null;
  readonly registration: Fact<'first' | 'subsequent'> | null;
  readonly nonce: Fact<NonceParts> | null;
  readonly keysSeen: readonly KeysSeen[];
  /** The keys of that challenge themselves; printed only on demand. */
  readonly keys: readonly KeyMaterial[];
  readonly associatedUris: Fact<readonly string[]> | null;
  readonly userAgent: Fact<string> | null;
  readonly registers: readonly Fact<RegisterSeen>[];
  readonly uses: readonly SaUse[];
  readonly regEvents: readonly Fact<readonly RegInfo[]>[];
  /** SAs that its challenges made. */
  readonly sas: number;
}
