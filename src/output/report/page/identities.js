/** @import { Message } from './capture.js' */
/** @import { RegistrationFacts } from '../report-data.ts' */

/**
 * The owner of a message: by its own identities, by the registration of its Call-ID, or by the registration that
 * created its SA.
 */
export class Identities {
  /** @type {Map<string, string>} */
  #byCallId = new Map();
  /** @type {Map<number, string>} */
  #bySet = new Map();
  /** The private identities, each once. */
  /** @type {readonly string[]} */
  all;

  /** @param {readonly RegistrationFacts[]} registrations */
  constructor(registrations) {
    for (const { callId, impi, impu, sets } of registrations) {
      const identity = [impi, impu].filter(text => text !== null).join(' ');
      this.#byCallId.set(callId, identity);
      for (const set of sets) this.#bySet.set(set, identity);
    }
    this.all = [...new Set(registrations.flatMap(({ impi }) => impi ?? []))];
  }

  /**
   * IMPI and IMPU, as far as they are known.
   *
   * @param {Message} message
   */
  of({ username, callId, esp }) {
    const known = this.#byCallId.get(callId) ?? (esp === null ? undefined : this.#bySet.get(esp.set)) ?? '';
    return known.includes(username) ? known : `${username} ${known}`;
  }
}
