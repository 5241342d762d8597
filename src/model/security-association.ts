import type { Moment } from './capture.ts';

/** Integrity algorithms of TS 33.203 Annex H (parameter `alg`). */
export type IntegrityAlgorithm = 'hmac-md5-96' | 'hmac-sha-1-96' | 'aes-gmac' | 'null';

/** Encryption algorithms of TS 33.203 Annex H (parameter `ealg`). */
export type EncryptionAlgorithm = 'null' | 'des-ede3-cbc' | 'aes-cbc' | 'aes-gcm';

/** One pair of algorithms, as a mechanism of Security-Client or Security-Server names it. */
export interface Suite {
  readonly alg: IntegrityAlgorithm;
  readonly ealg: EncryptionAlgorithm;
}

/** Which source a pair of keys came from. */
export type KeySource = '401' | 'maa' | 'usim' | 'file' | 'none';

/** CK and IK of one AKA run, 16 bytes each. */
export interface KeyMaterial {
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly source: Exclude<KeySource, 'none'>;
}

/** Bits of an address that must agree: those set in `mask`. Both have the octets of one address. */
export interface AddressPattern {
  readonly octets: Uint8Array;
  readonly mask: Uint8Array;
}

/** CK and IK that came with the nonce of their challenge. */
export interface NonceKey extends KeyMaterial {
  readonly nonce: string;
}

/**
 * An SA whose algorithms and keys a user gave: a record of Wireshark's `esp_sa`, or an SA of a kernel. Its ends and
 * its SPI may be patterns, so it may stand for several SAs.
 */
export interface GivenSa {
  readonly family: 4 | 6;
  readonly source: AddressPattern;
  readonly destination: AddressPattern;
  /** Bits of the SPI that must agree: those set in `spiMask`; all of them where no wildcard stands. */
  readonly spi: number;
  readonly spiMask: number;
  /** Wireshark's names; what it has none for has one of the same form. */
  readonly encryption: string;
  readonly authentication: string;
  /** The names of RFC 3329 and TS 33.203 Annex H where they have one, otherwise names of the same form. */
  readonly ealg: string;
  readonly alg: string;
  /** As IPsec stacks take them: with the salt for AES-CTR and AES-GCM. Empty for algorithms without one. */
  readonly encryptionKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
  /** High 32 bits of its sequence numbers when they have 64; null where the user did not say. */
  readonly sequenceHigh: number | null;
  /** Name of the algorithm that is not supported, or null. */
  readonly unsupported: string | null;
  /** Ports inside, where the user said them. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Ports of UDP around the ESP (RFC 3948), where the user said them. */
  readonly udpPorts?: readonly number[];
}

/**
 * The four SAs of a set by the ports they join: UE client/server, P-CSCF client/server (TS 33.203 §7.1);
 * `unknown` for an SA that no agreement explains: a user gave it, or it was recovered.
 */
export type SaName = 'uc->ps' | 'pc->us' | 'ps->uc' | 'us->pc' | 'unknown';

/** Life of an SA set (TS 33.203 §7.4, TS 24.229 §5.1.1.5.1). */
export type SaSetState = 'temporary' | 'established' | 'old' | 'expired';

/** A state that an SA set came into, and when. */
export interface SaSetChange extends Moment {
  readonly state: SaSetState;
}

/** One end of the agreement: the values of one Security-Client or Security-Server mechanism. */
export interface AgreementEnd {
  /** Canonical IP address text. */
  readonly address: string;
  /** Ports and SPIs are 0 where they are not known: an agreement learnt in mid-session lacks some. */
  readonly portC: number;
  readonly portS: number;
  /** SPIs that the owner of this end chose for what it receives, unsigned 32 bit. */
  readonly spiC: number;
  readonly spiS: number;
}

/** The four SAs made by one challenge and one security agreement, or the one SA that no agreement explains. */
export interface SaSet {
  readonly id: number;
  readonly ue: AgreementEnd;
  readonly pcscf: AgreementEnd;
  /** Nonce of the challenge, or null for a set learnt from a Security-Verify in mid-session. */
  readonly nonce: string | null;
  /** 1 for the first set of this UE and P-CSCF, one more at each re-authentication. */
  readonly generation: number;
  /** What Security-Server chose, most preferred first, as algorithms; empty `ealg` is `null` (Annex H). */
  readonly agreed: readonly Suite[];
  /** What the UE offered in Security-Client. */
  readonly offered: readonly Suite[];
  /** Keys to try, best first; more may be added while the capture is read. */
  readonly keys: KeyMaterial[];
  state: SaSetState;
  /** The states in order, that of now last; empty for a set without a registration. */
  readonly history: SaSetChange[];
  /** The suite that the packets really use, known once an ICV has verified and a plaintext made sense. */
  used: Suite | null;
  /** The key that verified. */
  key: KeyMaterial | null;
  /** The key of the cipher that opened the first packet; null before, and for NULL encryption. */
  cipherKey: Uint8Array | null;
  readonly sas: readonly SecurityAssociation[];
}

/** One unidirectional SA with its counters. `spi` belongs to the receiver, `destination`. */
export interface SecurityAssociation {
  readonly name: SaName;
  readonly set: SaSet;
  readonly source: string;
  /** 0 while it is not known: the ports of a recovered SA are those inside its first packet. */
  sourcePort: number;
  readonly destination: string;
  destinationPort: number;
  readonly spi: number;
  /** Was it made of ESP without an agreement, because a key that is known verifies its ICV? */
  readonly recovered: boolean;
  /** What a user gave, if that is what opens its packets. */
  given: GivenSa | null;
  /** Different ESP packets seen (duplicates of one packet are counted in `duplicates`). */
  packets: number;
  icvGood: number;
  icvBad: number;
  unchecked: number;
  duplicates: number;
  /** Packets whose ICV verified but whose plaintext made no sense under any cipher key. */
  implausible: number;
  /** Packets whose sequence number can be believed: not those with a bad ICV that could not be read. */
  numbered: number;
  /** Lowest and highest of these sequence numbers; 0 while there is none. */
  firstSequence: number;
  lastSequence: number;
  /** First and last frame seen, null while none was. */
  firstFrame: number | null;
  lastFrame: number | null;
}
