import { canonicalAddress } from '../bytes/address.ts';
import type { Contact, SipMessage } from '../sip/message.ts';
import { uriHostPort } from '../sip/uri.ts';
import { keptText } from './kept-text.ts';

/** Contacts kept of one REGISTER: those that the UE sends, and those that a P-CSCF makes of them on other legs. */
const CONTACTS_KEPT = 8;

/** Do two Contacts name one binding: the same instance of a UE (RFC 5626 §4.1), or the same host and port? */
export function isSameBinding(one: Contact, other: Contact): boolean {
  if (one.instance !== null && one.instance === other.instance) return true;
  if (one.address === null || other.address === null) return one.uri === other.uri;
  return hostOf(one.address.host) === hostOf(other.address.host) && portOf(one) === portOf(other);
}

/** Adds the Contacts of a REGISTER to those that were seen of it, each once. */
export function noteContacts(kept: Contact[], message: SipMessage): void {
  for (const contact of message.contacts.slice(0, CONTACTS_KEPT)) {
    const uri = keptText(contact.uri);
    if (uri === null || kept.length >= CONTACTS_KEPT || kept.some(one => one.uri === uri)) continue;
    const instance = keptText(contact.instance);
    kept.push({ uri, address: uriHostPort(uri), expires: contact.expires, instance });
  }
}

/**
 * The seconds that a 200 grants to the Contacts of its REGISTER; null if it does not list one of them, as then nothing
 * shows what was granted (RFC 3261 §10.3).
 *
 * @param asked The Contacts of the REGISTER; without any, as its request was not seen, all of the 200 count.
 * @param requested Seconds that were asked for, granted if the 200 lists the Contact without a time.
 */
export function grantedBy(
  ok: SipMessage,
  asked: readonly Contact[],
  requested: number | null,
): number | null {
  if (asked.length === 0) return ok.expires ?? requested;
  const own = ok.contacts.filter(contact => asked.some(one => isSameBinding(one, contact)));
  if (own.length === 0) return null;
  const header = ok.header('expires') ?? '';
  const common = /^\d{1,10}$/.test(header) ? Number(header) : null;
  const seconds = own.map(({ expires }) => expires ?? common).filter(expires => expires !== null);
  return seconds.length === 0 ? requested : seconds.reduce((most, one) => (one > most ? one : most));
}

const SIP_PORT = 5060;

function hostOf(host: string): string {
  return canonicalAddress(host) ?? host.toLowerCase();
}

function portOf({ address }: Contact): number {
  return address?.port ?? SIP_PORT;
}
