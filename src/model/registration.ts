import type { FrameReference } from './capture.ts';
import type { KeyMaterial, SaSet } from './security-association.ts';

/** The check of AUTN by a known USIM (TS 33.102 §6.3.3). */
export interface AutnCheck {
  /** Does the MAC verify under its K and OPc? */
  readonly macGood: boolean;
  /** SQN of the network, 6 octets; null if the MAC does not verify. */
  readonly sqn: Uint8Array | null;
}

/** One AKA challenge, identified by its nonce on all legs (RFC 3310 §3.2). */
export interface Challenge {
  /** Base64 text of RAND‖AUTN as sent. */
  readonly nonce: string;
  /** Null until a 401 with this nonce was seen. */
  realm: string | null;
  /** `AKAv1-MD5`, `MD5`, …: the first one with this nonce; null when none is named. */
  algorithm: string | null;
  /** All algorithms that challenges with this nonce name: a 401 may offer several (RFC 8760). */
  readonly algorithms: string[];
  /**
   * From the `ck` and `ik` parameters, on the Mw leg or leaked on Gm, and from the HSS; each once, in capture order.
   * Empty if none was seen.
   */
  readonly keys: KeyMaterial[];
  /** The RES that the HSS expects; null if it was not seen. */
  xres: Uint8Array | null;
  /** Others that answers of an HSS give for this nonce, each once, the first few: all but one of them are forged. */
  readonly otherXres: Uint8Array[];
  /** Null without a known USIM. */
  autn: AutnCheck | null;
  /** Its first frame. */
  readonly first: FrameReference;
}

/** The outcome of one REGISTER request. */
export type AttemptOutcome = 'challenged' | 'registered' | 'deregistered' | 'failed' | 'unanswered';

/** The check of the digest `response` of a request. */
export type ResponseVerdict = 'confirmed' | 'wrong';

/** What a `response` was made of (RFC 7616 §3.4.1): the form of RFC 2069 without qop, or one with that qop. */
export type ResponseForm = 'none' | 'auth' | 'auth-int';

/** The two header fields that identify a REGISTER. */
export interface RegisterName {
  readonly callId: string;
  readonly cseq: number;
}

/** One REGISTER (a CSeq of a Call-ID) with its answer, on all legs. */
export interface Attempt {
  readonly cseq: number;
  /** Call-ID and CSeq with which a P-CSCF that is a B2BUA forwarded it; mostly empty. */
  readonly passedOnAs: RegisterName[];
  /** Frames of the request, every leg and retransmission, in capture order. */
  readonly requestFrames: FrameReference[];
  /** Frames of its responses. */
  readonly responseFrames: FrameReference[];
  /** The SA set that carried the request on Gm; null if it was unprotected. */
  protectedBy: SaSet | null;
  /** The nonce that the request answers; null when it answers none. */
  answeredNonce: string | null;
  /** True when the request carries `auts`: the USIM asks for resynchronisation (TS 33.102 §6.3.5). */
  resynchronisation: boolean;
  /** The highest SQN that the USIM has accepted, 6 octets from `auts`; null without a known USIM. */
  sqnMs: Uint8Array | null;
  /** Does the digest `response` match RES? Null if RES is not known, or the request answers no challenge. */
  response: ResponseVerdict | null;
  /** The form in which RES gives that `response`, whatever qop the header says; null if none does, or RES is not known. */
  responseForm: ResponseForm | null;
  /** Final status, otherwise the highest provisional one; null without a response. */
  status: number | null;
  /** Nonce of the challenge that answered it. Of several, that of AKA, or the one that a later REGISTER uses. */
  challengeNonce: string | null;
  /** Seconds asked for (request) or granted (200); null if not given. */
  expires: number | null;
  outcome: AttemptOutcome;
  /** True for a clear REGISTER on Gm that changes no outcome, because ESP with a good ICV says otherwise. */
  outvoted?: boolean;
}

/** All attempts under one Call-ID. */
export interface Registration {
  readonly callId: string;
  /** Private identity (`username` of Authorization); null if never given. */
  impi: string | null;
  /** Public identity (To); null if it cannot be read. */
  impu: string | null;
  /** Addresses of the two ends of Gm, canonical text; null if not known. */
  ue: string | null;
  pcscf: string | null;
  readonly attempts: Attempt[];
  /** SA sets that its challenges created, in order. */
  readonly sets: SaSet[];
}

/** `registered`, `deregistered`, `failed`, or `incomplete` when the capture does not show the end. */
export type RegistrationOutcome = 'registered' | 'deregistered' | 'failed' | 'incomplete';
