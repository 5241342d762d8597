import { isAkaChallenge } from '../aka/challenge.ts';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { equalBytes } from '../bytes/equal.ts';
import { ownText } from '../bytes/latin1.ts';
import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import { leastLoss } from '../bytes/tables/least-loss.ts';
import type { AuthenticationVector } from '../diameter/cx.ts';
import { isSameKey } from '../ipsec/crypto/key-pool.ts';
import type { FrameReference } from '../model/capture.ts';
import type { Challenge } from '../model/registration.ts';
import type { KeyMaterial } from '../model/security-association.ts';
import type { DigestParameters } from '../sip/digest.ts';
import { keptText, LONGEST_TEXT } from './kept-text.ts';

/** A challenge with those of its keys that nobody has taken yet. */
export interface KeptChallenge extends Challenge {
  fresh: KeyMaterial[];
}

/**
 * The challenges of all inputs by nonce. Only the nonce is the same on Mw, on Gm and in Cx (TS 24.229 §5.4.1.2.1A), so
 * it matches a Gm agreement with keys from another leg or file.
 */
export class ChallengeStore {
  readonly #byNonce: BoundedMap<string, KeptChallenge>;
  /** Keys that challenges may still have beyond USUAL_KEYS each: they are many only where somebody forges. */
  #spareKeys: number;
  /** Keys dropped because a challenge had too many. */
  droppedKeys = 0;

  /** @param capacity most challenges kept; the oldest is dropped first. */
  constructor(capacity: number) {
    this.#byNonce = new BoundedMap(capacity);
    this.#spareKeys = capacity;
  }

  /** Challenges dropped because there were too many. */
  get evicted(): number {
    return this.#byNonce.evicted;
  }

  /** The challenge with this nonce, or null. */
  get(nonce: string): Challenge | null {
    return this.#byNonce.get(challengeName(nonce)) ?? null;
  }

  /** All challenges kept, oldest first. */
  all(): Iterable<Challenge> {
    return this.#byNonce.values();
  }

  /**
   * Stores all challenges of a 401 or 407 and all their keys. Each nonce of a plausible length gives one challenge, AKA
   * first; several algorithms may share a nonce.
   */
  learn(challenges: readonly DigestParameters[], origin: FrameReference): KeptChallenge[] {
    const inOrder =
      challenges.length < 2
        ? challenges
        : [...challenges.filter(isAkaChallenge), ...challenges.filter(one => !isAkaChallenge(one))];
    const learnt: KeptChallenge[] = [];
    for (const one of inOrder) {
      const challenge = this.#learn(one, origin);
      if (challenge !== null && !learnt.includes(challenge)) learnt.push(challenge);
    }
    return learnt;
  }

  #learn(
    { nonce, realm, algorithm, ck, ik }: DigestParameters,
    origin: FrameReference,
  ): KeptChallenge | null {
    if (nonce === null || nonce === '' || nonce.length > LONGEST_TEXT) return null;
    const challenge = this.#obtain(nonce, origin);
    challenge.realm ??= keptText(realm);
    const name = keptText(algorithm);
    challenge.algorithm ??= name;
    const { algorithms } = challenge;
    if (name !== null && !algorithms.includes(name) && algorithms.length < ALGORITHMS_KEPT)
      algorithms.push(name);
    if (ck !== null && ik !== null) this.#addKey(challenge, { ck, ik, source: '401' });
    return challenge;
  }

  /** Stores an authentication vector from an HSS. */
  learnVector({ nonce, xres, ck, ik }: AuthenticationVector, origin: FrameReference): KeptChallenge {
    const challenge = this.#obtain(nonce, origin);
    if (xres !== null && xres.length <= LONGEST_RES) addXres(challenge, xres);
    if (ck !== null && ik !== null) this.#addKey(challenge, { ck, ik, source: 'maa' });
    return challenge;
  }

  /** Anybody on the path can send a 401 with this nonce and other keys, so each key is only a candidate. */
  #addKey(challenge: KeptChallenge, key: KeyMaterial): void {
    const { keys } = challenge;
    if (keys.some(known => isSameKey(known, key))) return;
    keys.push(key);
    challenge.fresh = [...challenge.fresh, key];
    if (keys.length <= USUAL_KEYS) return;
    if (this.#spareKeys > 0 && keys.length <= MOST_KEYS) {
      this.#spareKeys--;
      return;
    }
    const dropped = leastLoss(keys, () => false, 0);
    challenge.fresh = challenge.fresh.filter(one => one !== keys[dropped]);
    keys.splice(dropped, 1);
    this.droppedKeys++;
  }

  #obtain(nonce: string, { file, frame }: FrameReference): KeptChallenge {
    const name = challengeName(nonce);
    const known = this.#byNonce.get(name);
    if (known !== undefined) return known;
    const challenge: KeptChallenge = {
      nonce: ownText(nonce),
      realm: null,
      algorithm: null,
      algorithms: [],
      keys: [],
      fresh: NO_KEYS,
      xres: null,
      otherXres: [],
      autn: null,
      first: { file, frame },
    };
    this.#byNonce.set(ownText(name), challenge);
    return challenge;
  }
}

/** Takes the keys of a challenge that were learnt since the last call. */
export function takeFresh(challenge: KeptChallenge): readonly KeyMaterial[] {
  const { fresh } = challenge;
  challenge.fresh = NO_KEYS;
  return fresh;
}

const NO_KEYS: KeyMaterial[] = [];

/** The algorithms that may answer a challenge. If the challenge was not seen: the algorithm of its answer, if any. */
export function algorithmsOf(challenge: Challenge | null, answered: string | null): (string | null)[] {
  return challenge === null || challenge.algorithms.length === 0 ? [answered] : challenge.algorithms;
}

/**
 * Names a challenge by the base64 of its first 32 octets: data that a server appends after RAND‖AUTN (RFC 3310 §3.2)
 * does not make it another challenge.
 */
export function challengeName(nonce: string): string {
  if (nonce.length <= CHALLENGE_DIGITS) return nonce;
  const octets = fromBase64(nonce);
  return octets === null ? nonce : toBase64(octets.subarray(0, CHALLENGE_LENGTH));
}

/** Octets of RAND‖AUTN, and their length in base64. */
const CHALLENGE_LENGTH = 32;
const CHALLENGE_DIGITS = 44;

/** Anybody on the path can send an answer with another one. */
function addXres(challenge: Challenge, xres: Uint8Array): void {
  const { otherXres } = challenge;
  challenge.xres ??= xres;
  const { length } = xres;
  const isKnown = [challenge.xres, ...otherXres].some(
    one => one.length === length && equalBytes(one, 0, xres, 0, length),
  );
  if (!isKnown && otherXres.length < MOST_OTHER_XRES) otherXres.push(xres);
}

/** Values of XRES for one nonce, besides the first: each is tried on the response. */
const MOST_OTHER_XRES = 7;

/** Most octets of a RES that is kept: it has 4 to 16 (TS 33.105 §5.1.7.8), but an AVP could have any number. */
const LONGEST_RES = 64;

/** Most algorithms kept for one nonce: fewer exist. */
const ALGORITHMS_KEPT = 8;

/** Most keys of one challenge that nobody forged: those of each algorithm, on each leg. */
const USUAL_KEYS = 8;

/** Most keys kept for one challenge: each is tried with each set, and leastLoss() keeps the first and the last ones. */
const MOST_KEYS = 128;
