import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { fromLatin1, latin1 } from '../../bytes/latin1.ts';
import type { GivenSa, KeyMaterial } from '../../model/security-association.ts';
import { SipMessage } from '../../sip/message.ts';
import { mayNameKeys, withoutKeysOfChallenges, withoutNamedKeys } from './challenge-keys.ts';
import { KeyIndex } from './key-index.ts';

/** The keys of a given SA; an empty one is none. */
type SaKeys = Pick<GivenSa, 'encryptionKey' | 'authenticationKey'>;

/**
 * The gate through which all that is found goes to a format: no CK and no IK comes out of it, whatever header,
 * parameter or text it stands in.
 *
 * It hides keys by their value once they are known: given, learned, or seen in a challenge. Damaged or not, what stands
 * in a challenge as a key does is hidden at once.
 */
export class KeyGate {
  readonly #index = new KeyIndex();
  /** Keys found in texts so far. */
  #found = 0;
  readonly #learn = (key: Uint8Array) => {
    this.#found++;
    this.#index.learn(key);
  };

  /** Hides keys of a capture from now on. */
  learn(keys: readonly Pick<KeyMaterial, 'ck' | 'ik'>[]): void {
    for (const { ck, ik } of keys) {
      this.#index.learn(ck);
      this.#index.learn(ik);
    }
  }

  /** Hides what the user gives, as long as the gate lives. */
  give(keys: readonly Pick<KeyMaterial, 'ck' | 'ik'>[], sas: readonly SaKeys[]): void {
    for (const { ck, ik } of keys) for (const key of [ck, ik]) this.#index.learn(key, true);
    for (const { encryptionKey, authenticationKey } of sas)
      for (const key of [encryptionKey, authenticationKey]) this.#index.learn(key, true);
  }

  /** Could `sip` find something to hide in this message? */
  mayHide({ status, bytes, start, end, headers }: PlainEvent): boolean {
    if (mayHaveChallenge({ status })) return true;
    const { runs } = headers;
    for (let i = 0; i < runs; i++)
      if (this.#index.mayBeInRun(bytes, headers.runStart(i), headers.runEnd(i))) return true;
    return this.#index.mayBeInOctets(bytes, start, end, headers.isAscii);
  }

  /** The event without keys in its message: itself if it has none. */
  sip(event: SipEvent): SipEvent {
    const { message } = event;
    if (!mayHaveChallenge(message) && !this.#index.mayBeIn(message.bytes)) return event;
    const text = latin1(message.bytes);
    const head = this.text(this.#withoutChallengeKeys(message, text.slice(0, message.bodyStart)));
    const body = this.text(text.slice(message.bodyStart));
    if (head + body === text) return event;
    return { ...event, message: new SipMessage(fromLatin1(head + body), head.length, message.problem) };
  }

  /** A text without keys. */
  text(text: string): string {
    return this.#index.hide(mayNameKeys(text) ? withoutNamedKeys(text, this.#learn) : text);
  }

  /** Hides the keys in all strings of an object and of what it refers to. They are replaced in place. */
  hideIn(root: unknown): void {
    const seen = new Set<unknown>();
    // Addresses, names and reasons come again and again.
    const clean = new Set<string>();
    const waiting: unknown[] = [root];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value))
        continue;
      seen.add(value);
      for (const name of Object.keys(value)) {
        const member: unknown = Reflect.get(value, name);
        if (typeof member === 'object') waiting.push(member);
        if (typeof member !== 'string' || clean.has(member)) continue;
        const found = this.#found;
        const shown = this.text(member);
        // A key that stands in this text may be in those before it.
        if (this.#found !== found) clean.clear();
        if (shown !== member) Reflect.set(value, name, shown);
        else if (clean.size < CLEAN_KEPT) clean.add(member);
      }
    }
  }

  #withoutChallengeKeys(message: SipMessage, text: string): string {
    return mayHaveChallenge(message) ? withoutKeysOfChallenges(text, this.#learn) : text;
  }
}

/** Texts known to have no key: those that come often are among the first. */
const CLEAN_KEPT = 4096;

/** Requests, and responses that say yes, have none. */
function mayHaveChallenge({ status }: Pick<SipMessage, 'status'>): boolean {
  return status !== null && (status < 100 || status >= 300);
}
