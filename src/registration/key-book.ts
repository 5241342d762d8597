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

/** What is known of an agreement that keys are wanted for. */
export interface KeyQuestion {
  /** Null for an agreement that was learnt in mid-session. */
  readonly nonce: string | null;
  /** Private identity; null if no REGISTER showed it. */
  readonly username: string | null;
  /** Digest algorithm of the challenge; null if it names none. */
  readonly algorithm: string | null;
  /** SPIs of the agreement; 0 where one is not known. */
  readonly spis: readonly number[];
}

/** What a user brings. */
export interface BroughtKeys {
  readonly usims: readonly Usim[];
  readonly keys: readonly GivenKey[];
}

/**
 * The keys that a user brings, asked for by what is known of an agreement. Each is a candidate: the ICV decides.
 */
export class KeyBook {
  readonly #answers: UsimAnswers;
  readonly #keys: readonly GivenKey[];
  /** Keys by their nonce, and those that name none. */
  readonly #byNonce: ReadonlyMap<string | null, readonly GivenKey[]>;
  readonly #reported: BoundedMap<string, true>;
  readonly #report: Report;

  /** @param capacity challenges whose answers are kept at most. */
  constructor({ usims, keys }: BroughtKeys, report: Report, capacity: number) {
    this.#answers = new UsimAnswers(usims, capacity);
    this.#keys = keys;
    this.#byNonce = groupedByNonce(keys);
    this.#reported = new BoundedMap(capacity);
    this.#report = report;
  }

  /**
   * Keys to try for an agreement, best first: what the USIM computes, those given for its nonce, for one of its
   * SPIs, for its user, and those for everything.
   */
  keysFor(question: KeyQuestion, origin: Origin): KeyMaterial[] {
    return [...this.#askedUsimKeys(question, origin), ...this.#givenKeys(question)];
  }

  /** What the USIM answers to a challenge; null if none that is known is the right one. */
  usimAnswer(nonce: string, username: string | null): UsimAnswer | null {
    return this.#answers.search(nonce, username).found;
  }

  /** What the USIMs make of AUTN; null if none that is known is the user's. */
  checkAutn(nonce: string, username: string | null): AutnCheck | null {
    const { found, refused } = this.#answers.search(nonce, username);
    if (found !== null) return { macGood: true, sqn: found.answer.sqn };
    return refused > 0 && username !== null ? { macGood: false, sqn: null } : null;
  }

  /** What the USIM computes for a challenge: CK and IK, with AKAv2 the derived ones too; none if none is the right one. */
  usimKeys(nonce: string, username: string | null, algorithm: string | null): KeyMaterial[] {
    const { found } = this.#answers.search(nonce, username);
    if (found === null) return [];
    const digest = akaDigestAlgorithm(algorithm ?? '');
    return digest?.version === 2 ? [found.key, found.derivedKey(digest.hash)] : [found.key];
  }

  #askedUsimKeys({ nonce, username, algorithm }: KeyQuestion, origin: Origin): KeyMaterial[] {
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
    const whose = username === null ? '' : ` to ${username}`;
    this.#report({
      code: 'usim-mac',
      layer: 'sec-agree',
      damage: false,
      file,
      frame,
      offset: null,
      message: `no USIM that was given computes the MAC in AUTN of this challenge${whose}: its K, OP or OPc is another`,
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
 * How well a key suits, 0 the best; null if it is given for something else. One for another nonce is not asked.
 * What it is given for and what is not known of the agreement does not exclude it.
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
