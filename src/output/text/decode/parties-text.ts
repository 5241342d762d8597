import { printable } from '../../../bytes/printable.ts';
import type { Party, SipMessage } from '../../../sip/message.ts';
import { uriParts } from '../../../sip/uri.ts';
import { cutPair, cutText } from './cut-text.ts';

/**
 * The users of From, To and Request-URI in at most `room` characters: `from → to (request)`. The user of the
 * Request-URI is left out where it is that of To, or where there is no room for it; From and To with the same user, as in
 * a REGISTER, are named once.
 */
export function partiesText(message: SipMessage, room: number, users = new Users()): string {
  const from = partyName(message.from, users);
  const to = partyName(message.to, users);
  const { requestUri } = message;
  const request = requestUri === null ? null : users.of(requestUri);
  const isNew = request !== null && request !== to;
  if (from === to && !isNew) return cutText(from, room);
  const all = `${from === to ? from : cutPair(from, to, Number.POSITIVE_INFINITY)}${isNew ? ` (${request})` : ''}`;
  if (all.length <= room) return all;
  return from === to ? cutText(from, room) : cutPair(from, to, room);
}

/** Texts of URIs kept with their users: those of 2,000 phones come again and again. */
const URIS_KEPT = 4096;

/** The users of URIs, each taken apart once. */
export class Users {
  readonly #users = new Map<string, string | null>();

  of(uri: string): string | null {
    let user = this.#users.get(uri);
    if (user !== undefined) return user;
    if (this.#users.size >= URIS_KEPT) this.#users.clear();
    user = userOf(uri);
    this.#users.set(uri, user);
    return user;
  }
}

function partyName(party: Party | null, users: Users): string {
  return party === null ? '-' : (users.of(party.uri) ?? printable(uriParts(party.uri)?.host ?? ''));
}

/**
 * The user of a SIP URI without password and parameters, or the number of a tel URI; null for a SIP URI without a user.
 * Other URIs, such as `urn:service:sos`, stay whole.
 */
function userOf(uri: string): string | null {
  const parts = uriParts(uri);
  if (parts !== null) return parts.user === null ? null : printable(parts.user.split(/[:;]/, 1)[0] as string);
  return printable((uri.split(';', 1)[0] as string).replace(/^tel:/i, ''));
}
