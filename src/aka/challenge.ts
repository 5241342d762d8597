import { fromBase64 } from '../bytes/base64.ts';
import { equalConstantTime } from '../bytes/equal.ts';
import type { AkaFunctions, AkaVector } from './aka-functions.ts';
import { akaDigestAlgorithm } from './digest-response.ts';

/** RAND and AUTN from a nonce (RFC 3310 §3.2). */
export interface AkaChallenge {
  /** 16 octets. */
  readonly rand: Uint8Array;
  /** 16 octets: SQN⊕AK, AMF, MAC-A. */
  readonly autn: Uint8Array;
}

/** The USIM's result for a challenge. */
export interface AkaAnswer extends AkaVector {
  /** SQN of the network, 6 octets. */
  readonly sqn: Uint8Array;
  /** 2 octets. */
  readonly amf: Uint8Array;
  /** Does the MAC of AUTN verify? If not, K or OPc does not match, and the keys are wrong. */
  readonly macGood: boolean;
}

/** The contents of AUTS (TS 33.102 §6.3.3). */
export interface ResynchronisationToken {
  /** The highest SQN that the USIM has accepted, 6 octets. */
  readonly sqnMs: Uint8Array;
  readonly macGood: boolean;
}

const RAND_LENGTH = 16;
const AUTN_LENGTH = 16;
const SQN_LENGTH = 6;
const AUTS_LENGTH = 14;

/** The challenge in a nonce; null if the nonce is not base64 of 32 octets or more. */
export function challengeOfNonce(nonce: string): AkaChallenge | null {
  const octets = fromBase64(nonce);
  if (octets === null || octets.length < RAND_LENGTH + AUTN_LENGTH) return null;
  return { rand: octets.slice(0, RAND_LENGTH), autn: octets.slice(RAND_LENGTH, RAND_LENGTH + AUTN_LENGTH) };
}

/**
 * Is it an AKA challenge (RFC 3310)? If `algorithm` is missing, which the RFC forbids, a nonce with RAND and AUTN is
 * enough.
 */
export function isAkaChallenge({
  algorithm,
  nonce,
}: {
  readonly algorithm: string | null;
  readonly nonce: string | null;
}): boolean {
  if (algorithm !== null) return akaDigestAlgorithm(algorithm) !== null;
  return nonce !== null && challengeOfNonce(nonce) !== null;
}

/** The USIM's answer: AK reveals SQN, and MAC-A tells whether AUTN is for this USIM (TS 33.102 §6.3.3). */
export function answerChallenge({ rand, autn }: AkaChallenge, usim: AkaFunctions): AkaAnswer {
  const sqn = xor(autn.subarray(0, SQN_LENGTH), usim.ak(rand));
  const amf = autn.slice(SQN_LENGTH, SQN_LENGTH + 2);
  const vector = usim.vector({ rand, sqn, amf });
  // AUTN has room for 8 octets of MAC-A, even if f1 returns more.
  return { ...vector, sqn, amf, macGood: equalConstantTime(vector.macA, 0, autn, SQN_LENGTH + 2, 8) };
}

/** AUTS (14 octets) read with the RAND that it answers; null if it has another length. AMF* is zero. */
export function readAuts(
  auts: Uint8Array,
  rand: Uint8Array,
  usim: AkaFunctions,
): ResynchronisationToken | null {
  if (auts.length !== AUTS_LENGTH) return null;
  const amf = new Uint8Array(2);
  const { akS } = usim.resynchronisation({ rand, sqn: new Uint8Array(SQN_LENGTH), amf });
  const sqnMs = xor(auts.subarray(0, SQN_LENGTH), akS);
  const { macS } = usim.resynchronisation({ rand, sqn: sqnMs, amf });
  return { sqnMs, macGood: equalConstantTime(macS, 0, auts, SQN_LENGTH, 8) };
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((octet, i) => octet ^ (other[i] as number));
}
