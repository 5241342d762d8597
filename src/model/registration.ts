import type { FrameReference } from './capture.ts';
import type { KeyMaterial, SaSet } from './security-association.ts';

/** What a USIM that is known makes of AUTN (TS 33.102 §6.3.3). */
export interface AutnCheck {
  /** Does the MAC verify under its K and OPc? */
  readonly macGood: boolean;
  /** SQN of the network, 6 octets; null if the MAC does not verify. */
  readonly sqn: Uint8Array | null;
}

/** One AKA challenge, known by its nonce on whichever legs it was seen (RFC 3310 §3.2). */
export interface Challenge {
  /** Base64 text of RAND‖AUTN as sent. */
  readonly nonce: string;
  /** Null as long as no 401 with this nonce was seen. */
  realm: string | null;
  /** `AKAv1-MD5`, `MD5`, …: the first one with this nonce; null when none is named. */
  algorithm: string | null;
  /** All algorithms that challenges with this nonce name: a 401 may offer several (RFC 8760). */
  readonly algorithms: string[];
  /**
   * From the `ck` and `ik` parameters, on the Mw leg or leaked on Gm, and from the HSS; each once, in the order in
   * which they were seen. Empty while nothing has shown them.
   */
  readonly keys: KeyMaterial[];
  /** What the HSS expects as RES; null if it was not seen. */
  xres: Uint8Array | null;
  /** Null where no USIM is known for it. */
  autn: AutnCheck | null;
  /** Where it was seen first. */
  readonly first: FrameReference;
}

/** What became of one REGISTER request. */
export type AttemptOutcome = 'challenged' | 'registered' | 'deregistered' | 'failed' | 'unanswered';

/** What the digest `response` of a request proved to be. */
export type ResponseVerdict = 'confirmed' | 'wrong';

/** A REGISTER by the two header fields that name it. */
export interface RegisterName {
  readonly callId: string;
  readonly cseq: number;
}

/** One REGISTER (a CSeq of a Call-ID) with its answer, as seen on all legs. */
export interface Attempt {
  readonly cseq: number;
  /** How a P-CSCF that is a B2BUA named what it passed on; mostly empty. */
  readonly passedOnAs: RegisterName[];
  /** Frames of the request, every leg and retransmission, in capture order. */
  readonly requestFrames: FrameReference[];
  /** Frames of its responses. */
  readonly responseFrames: FrameReference[];
  /** The SA set that carried the request on Gm, or null if it went in the clear. */
  protectedBy: SaSet | null;
  /** The nonce that the request answers; null when it answers none. */
  answeredNonce: string | null;
  /** True when the request carries `auts`: the USIM asks for resynchronisation (TS 33.102 §6.3.5). */
  resynchronisation: boolean;
  /** The highest SQN that the USIM has accepted, 6 octets out of `auts`; null where no USIM is known to read it. */
  sqnMs: Uint8Array | null;
  /** Is the digest `response` the one that RES gives? Null where RES is not known, or nothing is answered. */
  response: ResponseVerdict | null;
  /** Final status, or the highest provisional one while there is no final; null without any response. */
  status: number | null;
  /** Nonce of the challenge that answered it: of several that of AKA, or the one that a later REGISTER takes. */
  challengeNonce: string | null;
  /** Seconds asked for (request) or granted (200); null when not said. */
  expires: number | null;
  outcome: AttemptOutcome;
}

/** All attempts under one Call-ID. */
export interface Registration {
  readonly callId: string;
  /** Private identity (`username` of Authorization), null when never said. */
  impi: string | null;
  /** Public identity (To), null when unreadable. */
  impu: string | null;
  /** Addresses of the two ends of Gm, canonical text; null while not known. */
  ue: string | null;
  pcscf: string | null;
  readonly attempts: Attempt[];
  /** SA sets that its challenges made, in order. */
  readonly sets: SaSet[];
}

/** `registered`, `deregistered`, `failed`, or `incomplete` when the capture does not show the end. */
export type RegistrationOutcome = 'registered' | 'deregistered' | 'failed' | 'incomplete';
