import { BoundedMap } from '../bytes/bounded-map.ts';
import type { Origin } from '../model/origin.ts';
import type { Challenge } from '../model/registration.ts';
import { parseChallenge } from '../sip/digest.ts';
import type { SipMessage } from '../sip/message.ts';

/**
 * The challenges of all inputs by nonce. The nonce is the one thing that is the same on Mw, on Gm and in Cx
 * (TS 24.229 §5.4.1.2.1A), so it joins a Gm agreement to keys seen on another leg or in another file.
 */
export class ChallengeStore {
  readonly #byNonce: BoundedMap<string, Challenge>;

  /** @param capacity challenges kept at most; the oldest is given up first. */
  constructor(capacity: number) {
    this.#byNonce = new BoundedMap(capacity);
  }

  /** Challenges given up because there were too many. */
  get evicted(): number {
    return this.#byNonce.evicted;
  }

  /** The challenge with this nonce, or null. */
  get(nonce: string): Challenge | null {
    return this.#byNonce.get(nonce) ?? null;
  }

  /** Takes note of the challenge in a 401 or 407; null when the message has none with a nonce. */
  learn(message: SipMessage, origin: Origin): Challenge | null {
    const value = message.header('www-authenticate') ?? message.header('proxy-authenticate');
    if (value === null) return null;
    const parameters = parseChallenge(value);
    const nonce = parameters.nonce;
    if (nonce === null || nonce === '') return null;

    const challenge = this.#byNonce.get(nonce) ?? this.#add(nonce, parameters, origin);
    const { ck, ik } = parameters;
    if (challenge.key === null && ck !== null && ik !== null) challenge.key = { ck, ik, source: '401' };
    return challenge;
  }

  #add(
    nonce: string,
    parameters: { realm: string | null; algorithm: string | null },
    origin: Origin,
  ): Challenge {
    const challenge: Challenge = {
      nonce,
      realm: parameters.realm,
      algorithm: parameters.algorithm,
      key: null,
      first: { file: origin.file, frame: origin.frame },
    };
    this.#byNonce.set(nonce, challenge);
    return challenge;
  }
}
