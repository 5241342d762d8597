import { type AkaAnswer, answerChallenge, challengeOfNonce, readAuts } from '../aka/challenge.ts';
import { akav2SessionKeys, type DigestHash } from '../aka/digest-response.ts';
import { isUsimOf, type Usim } from '../aka/usim.ts';
import { fromBase64 } from '../bytes/base64.ts';
import { ownText } from '../bytes/latin1.ts';
import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import type { KeyMaterial } from '../model/security-association.ts';
import { LONGEST_TEXT } from './kept-text.ts';

/** The answer of the right USIM to one challenge; computed once. */
export class UsimAnswer {
  /** RES, SQN of the network and the other results of the USIM. */
  readonly answer: AkaAnswer;
  /** CK and IK, not derived. */
  readonly key: KeyMaterial;
  readonly #rand: Uint8Array;
  readonly #usim: Usim;
  readonly #derived = new Map<DigestHash, KeyMaterial>();

  constructor(usim: Usim, rand: Uint8Array, answer: AkaAnswer) {
    this.#usim = usim;
    this.#rand = rand;
    this.answer = answer;
    this.key = { ck: answer.ck, ik: answer.ik, source: 'usim' };
  }

  /** The keys that AKAv2 derives for the session (RFC 4169 §3). */
  derivedKey(hash: DigestHash): KeyMaterial {
    const known = this.#derived.get(hash);
    if (known !== undefined) return known;
    const key: KeyMaterial = { ...akav2SessionKeys(this.answer, hash), source: 'usim' };
    this.#derived.set(hash, key);
    return key;
  }

  /** The SQN in AUTS (base64), 6 octets; null if AUTS is malformed or its MAC does not verify. */
  sqnMs(auts: string): Uint8Array | null {
    const octets = fromBase64(auts);
    const token = octets === null ? null : readAuts(octets, this.#rand, this.#usim.functions);
    return token?.macGood === true ? token.sqnMs : null;
  }
}

/** The result of the search for the USIM of a challenge. */
interface UsimSearch {
  /** Null if no USIM verified AUTN. */
  readonly found: UsimAnswer | null;
  /** Number of USIMs that may be the user's but compute another MAC. */
  readonly refused: number;
}

interface Searched extends UsimSearch {
  readonly username: string | null;
}

const NOTHING: UsimSearch = { found: null, refused: 0 };

/** The USIMs of the user and their answers to each challenge. The MAC in AUTN tells which USIM is right. */
export class UsimAnswers {
  readonly #usims: readonly Usim[];
  readonly #byNonce: BoundedMap<string, Searched>;

  /** @param capacity most challenges kept; the oldest is dropped first, and computed again if necessary. */
  constructor(usims: readonly Usim[], capacity: number) {
    this.#usims = usims;
    this.#byNonce = new BoundedMap(capacity);
  }

  /**
   * The answer to a challenge.
   *
   * @param username of Authorization; null if none was seen: then every USIM is tried.
   */
  search(nonce: string, username: string | null): UsimSearch {
    if (this.#usims.length === 0) return NOTHING;
    const known = this.#byNonce.get(nonce);
    if (known !== undefined && (known.found !== null || known.username === username)) return known;
    const searched = { ...this.#searched(nonce, username), username };
    if (nonce.length <= LONGEST_TEXT) this.#byNonce.set(ownText(nonce), searched);
    return searched;
  }

  #searched(nonce: string, username: string | null): UsimSearch {
    const challenge = challengeOfNonce(nonce);
    if (challenge === null) return NOTHING;
    let refused = 0;
    for (const usim of this.#usims) {
      if (!isUsimOf(usim, username)) continue;
      const answer = answerChallenge(challenge, usim.functions);
      if (answer.macGood) return { found: new UsimAnswer(usim, challenge.rand, answer), refused };
      refused++;
    }
    return { found: null, refused };
  }
}
