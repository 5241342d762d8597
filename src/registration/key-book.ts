import { akaDigestAlgorithm } from '../aka/digest-response.ts';
import type { GivenKey } from '../aka/key-file.ts';
import { isImpiOf, type Usim } from '../aka/usim.ts';
import { ownText } from '../bytes/latin1.ts';
import { addTo } from '../bytes/tables/add-to.ts';
import { BoundedMap } from '../bytes/tables/bounded-map.ts';
import type { Report } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import type { AutnCheck } from '../model/registration.ts';
import type { KeyMaterial } from '../model/security-association.ts';
import { challengeName } from './challenge-store.ts';
import { type UsimAnswer, UsimAnswers } from './usim-answers.ts';

/** An agreement that needs keys, as far as it is known. */
export interface KeyQuestion {
  /** Null for an agreement learnt in mid-session. */
  readonly nonce: string | null;
  /** Private identity; null if no REGISTER showed it. */
  readonly username: string | null;
  /** Digest algorithms of the challenge; null for one that it does not name. */
  readonly algorithms: readonly (string | null)[];
  /** SPIs of the agreement; 0 for an unknown one. */
  readonly spis: readonly number[];
}

/** Keys from the user. */
export interface GivenKeys {
  readonly usims: readonly Usim[];
  readonly keys: readonly GivenKey[];
}

/** The keys from the user, looked up for an agreement. Each is a candidate: the ICV decides. */
export class KeyBook {
  /** Are there USIMs that may answer challenges? */
  readonly hasUsims: boolean;
  readonly #answers: UsimAnswers;
  readonly #keys: readonly GivenKey[];
  /** Keys by nonce; under null those without one. */
  readonly #byNonce: ReadonlyMap<string | null, readonly GivenKey[]>;
  readonly #reported: BoundedMap<string, true>;
  readonly #report: Report;

  /** @param capacity most challenges whose answers are kept. */
  constructor({ usims, keys }: GivenKeys, report: Report, capacity: number) {
    this.hasUsims = usims.length > 0;
    this.#answers = new UsimAnswers(usims, capacity);
    this.#keys = keys;
    this.#byNonce = groupedByNonce(keys);
    this.#reported = new BoundedMap(capacity);
    this.#report = report;
  }

  /**
   * Keys to try for an agreement, for each algorithm the best first: those that the USIM computes, then those given for
   * its nonce, for one of its SPIs, for its user, and for everything.
   */
  keysFor(question: KeyQuestion, origin: Origin): KeyMaterial[] {
    if (!this.hasUsims && this.#keys.length === 0) return [];
    return question.algorithms.flatMap(algorithm => [
      ...this.#askedUsimKeys(question, algorithm, origin),
      ...this.#givenKeys(question),
    ]);
  }

  /** The answer of the USIM to a challenge; null if no given USIM is the right one. */
  usimAnswer(nonce: string, username: string | null): UsimAnswer | null {
    return this.#answers.search(nonce, username).found;
  }

  /** The check of AUTN by the USIMs; null if no given USIM is the user's. */
  checkAutn(nonce: string, username: string | null): AutnCheck | null {
    const { found, refused } = this.#answers.search(nonce, username);
    if (found !== null) return { macGood: true, sqn: found.answer.sqn };
    return refused > 0 && username !== null ? { macGood: false, sqn: null } : null;
  }

  /**
   * The keys that the USIM computes for a challenge: CK and IK, with AKAv2 also the derived ones. Empty if no given
   * USIM is the right one.
   */
  usimKeys(nonce: string, username: string | null, algorithm: string | null): KeyMaterial[] {
    const { found } = this.#answers.search(nonce, username);
    if (found === null) return [];
    const digest = akaDigestAlgorithm(algorithm ?? '');
    return digest?.version === 2 ? [found.key, found.derivedKey(digest.hash)] : [found.key];
  }

  #askedUsimKeys({ nonce, username }: KeyQuestion, algorithm: string | null, origin: Origin): KeyMaterial[] {
    if (nonce === null) return [];
    const { found, refused } = this.#answers.search(nonce, username);
    if (found === null && refused > 0 && akaDigestAlgorithm(algorithm ?? '') !== null)
      this.#reportMac(nonce, username, origin);
    return this.usimKeys(nonce, username, algorithm);
  }

  #givenKeys(question: KeyQuestion): GivenKey[] {
    const { nonce } = question;
    const possible =
      nonce === null ? this.#keys : [...this.#entries(challengeName(nonce)), ...this.#entries(null)];
    return possible
      .map(key => ({ key, rank: rankOf(key, question) }))
      .filter(({ rank }) => rank !== null)
      .sort((one, other) => (one.rank as number) - (other.rank as number))
      .map(({ key }) => key);
  }

  #entries(nonce: string | null): readonly GivenKey[] {
    return this.#byNonce.get(nonce) ?? [];
  }

  #reportMac(nonce: string, username: string | null, { file, frame }: Origin): void {
    if (this.#reported.get(nonce) === true) return;
    this.#reported.set(ownText(nonce), true);
    const whose = username === null ? '' : ` for ${username}`;
    this.#report({
      code: 'usim-mac',
      layer: 'sec-agree',
      damage: false,
      file,
      frame,
      offset: null,
      message: `the MAC in AUTN of this challenge${whose} does not verify with any given USIM: K, OP or OPc does not match`,
    });
  }
}

function groupedByNonce(keys: readonly GivenKey[]): Map<string | null, GivenKey[]> {
  const groups = new Map<string | null, GivenKey[]>();
  for (const key of keys) addTo(groups, nonceName(key), key);
  return groups;
}

function nonceName({ nonce = null }: GivenKey): string | null {
  return nonce === null ? null : challengeName(nonce);
}

/**
 * How well a key fits, 0 is best; null if it is given for something else. The caller has already left out keys for
 * other nonces. A selector of the key that cannot be compared, because the agreement lacks the value, does not exclude
 * the key.
 */
function rankOf(key: GivenKey, { nonce, username, spis }: KeyQuestion): number | null {
  const impi = key.impi ?? null;
  const spi = key.spi ?? null;
  if (nonce !== null && (key.nonce ?? null) !== null) return 0;
  if (spi !== null && spis.includes(spi)) return 1;
  if (spi !== null && !spis.includes(0)) return null;
  if (impi !== null && username !== null) return isImpiOf(impi, username) ? 2 : null;
  const forEverything = impi === null && spi === null && (key.nonce ?? null) === null;
  return forEverything ? 3 : 4;
}
