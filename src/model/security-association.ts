import type { Moment } from './capture.ts';

/** Integrity algorithms of TS 33.203 Annex H (parameter `alg`). */
export type IntegrityAlgorithm = 'hmac-md5-96' | 'hmac-sha-1-96' | 'aes-gmac' | 'null';

/** Encryption algorithms of TS 33.203 Annex H (parameter `ealg`). */
export type EncryptionAlgorithm = 'null' | 'des-ede3-cbc' | 'aes-cbc' | 'aes-gcm';

/**
 * One pair of algorithms, as a mechanism of Security-Client or Security-Server names it: an IntegrityAlgorithm and an
 * EncryptionAlgorithm, or, in lower case, others that TS 33.203 does not know (`hmac-sha-256-128`).
 */
export interface Suite {
  readonly alg: string;
  readonly ealg: string;
}

/** The source of a pair of keys. */
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
 * An SA with algorithms and keys from the user: a record of Wireshark's `esp_sa`, or an SA of a kernel. Its ends and
 * its SPI may be patterns, so it may stand for several SAs.
 */
export interface GivenSa {
  readonly family: 4 | 6;
  readonly source: AddressPattern;
  readonly destination: AddressPattern;
  /** Bits of the SPI that must agree: those set in `spiMask`; all of them without a wildcard. */
  readonly spi: number;
  readonly spiMask: number;
  /** Wireshark's names; algorithms that it does not know have a name of the same form. */
  readonly encryption: string;
  readonly authentication: string;
  /** The names of RFC 3329 and TS 33.203 Annex H; other algorithms have a name of the same form. */
  readonly ealg: string;
  readonly alg: string;
  /** With the salt for AES-CTR and AES-GCM, as in IPsec stacks. Empty for algorithms without a key. */
  readonly encryptionKey: Uint8Array;
  readonly authenticationKey: Uint8Array;
  /** High 32 bits of 64-bit sequence numbers (ESN); null if the user did not give them. */
  readonly sequenceHigh: number | null;
  /** Name of the algorithm that is not supported, or null. */
  readonly unsupported: string | null;
  /** Ports inside ESP, if the user gave them. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Ports of UDP around the ESP (RFC 3948), if the user gave them. */
  readonly udpPorts?: readonly number[];
}

/**
 * The four SAs of a set by their ports: UE client/server, P-CSCF client/server (TS 33.203 §7.1); `unknown` for an SA
 * without an agreement, from the user or recovered.
 */
export type SaName = 'uc->ps' | 'pc->us' | 'ps->uc' | 'us->pc' | 'unknown';

/** Life of an SA set (TS 33.203 §7.4, TS 24.229 §5.1.1.5.1). */
export type SaSetState = 'temporary' | 'established' | 'old' | 'expired';

/** A state of an SA set, and when it began. */
export interface SaSetChange extends Moment {
  readonly state: SaSetState;
}

/** One end of an agreement: the values of one Security-Client or Security-Server mechanism. */
export interface AgreementEnd {
  /** Canonical IP address text. */
  readonly address: string;
  /** Ports and SPIs are 0 if not known: an agreement that was learnt in mid-session lacks some. */
  readonly portC: number;
  readonly portS: number;
  /** SPIs that this end chose for packets to itself, unsigned 32 bit. */
  readonly spiC: number;
  readonly spiS: number;
}

/** The four SAs of one challenge and its security agreement, or a single SA without an agreement. */
export interface SaSet {
  readonly id: number;
  readonly ue: AgreementEnd;
  readonly pcscf: AgreementEnd;
  /** Nonce of the challenge, or null for a set learnt from a Security-Verify in mid-session. */
  readonly nonce: string | null;
  /** 1 for the first set of this UE and P-CSCF, one more at each re-authentication. */
  readonly generation: number;
  /** The algorithms in Security-Server, most preferred first; an absent `ealg` is `null` (Annex H). */
  readonly agreed: readonly Suite[];
  /** The algorithms in Security-Client. */
  readonly offered: readonly Suite[];
  /** Keys to try, best first; more may be added while the capture is read. */
  readonly keys: KeyMaterial[];
  state: SaSetState;
  /** The states in order, the current one last; empty for a set without a registration. */
  readonly history: SaSetChange[];
  /** The suite that the packets really use; known after a good ICV and a plausible plaintext. */
  used: Suite | null;
  /** The key that verified. */
  key: KeyMaterial | null;
  /** The cipher key that decrypted the first packet; null before that, and for NULL encryption. */
  cipherKey: Uint8Array | null;
  /** The key of the ICV that verified first, if its algorithm is none of TS 33.203; null otherwise. */
  integrityKey: Uint8Array | null;
  /** How that key and that of the cipher were made of CK and IK; null for algorithms of TS 33.203, which says it. */
  expansion: string | null;
  readonly sas: readonly SecurityAssociation[];
}

/** One unidirectional SA with its counters. `spi` belongs to the receiver, `destination`. */
export interface SecurityAssociation {
  readonly name: SaName;
  readonly set: SaSet;
  readonly source: string;
  /** 0 if not known. A recovered SA has the ports inside its first packet. */
  sourcePort: number;
  readonly destination: string;
  destinationPort: number;
  readonly spi: number;
  /** Was it recovered from ESP without an agreement, because a known key verifies the ICV? */
  readonly recovered: boolean;
  /** The SA from the user, if it decrypts the packets. */
  given: GivenSa | null;
  /** ESP packets without copies; `duplicates` counts those. */
  packets: number;
  icvGood: number;
  icvBad: number;
  unchecked: number;
  /** Those of `unchecked` that are encrypted, and without a key. */
  noKey: number;
  duplicates: number;
  /** Packets with a good ICV, but no plausible plaintext under any cipher key. */
  implausible: number;
  /** Packets with a credible sequence number: not those with a bad ICV that could not be read. */
  numbered: number;
  /** Lowest and highest of these sequence numbers; 0 without any. */
  firstSequence: number;
  lastSequence: number;
  /** First and last frame; null without any. */
  firstFrame: number | null;
  lastFrame: number | null;
}
