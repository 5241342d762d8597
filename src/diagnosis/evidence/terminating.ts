import { canonicalAddress } from '../../bytes/address.ts';
import { uriHostPort } from '../../sip/uri.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { isAfter, type Moment, type SipNote } from '../journal/notes.ts';
import { type Exchange, exchangesOf } from './exchanges.ts';

/**
 * Requests between the CSCFs for a UE, from a moment on until it registers anew, that were refused there: with the
 * addresses that its Contact names, or its own, as host of the Request-URI. Each with its final response.
 */
export function refusedForUe(subject: RegistrationCase, from: Moment, most = 8): SipNote[] {
  const { attempts, capture, next, ueAddresses } = subject;
  const until = next?.attempts[0]?.request ?? null;
  const hosts = new Set([
    ...ueAddresses,
    ...attempts.flatMap(({ request }) => (request === null ? [] : contactAddresses(request))),
  ]);
  const notes = capture.others.filter(
    ({ source, destination, protection }) =>
      protection === null && !ueAddresses.has(source) && !ueAddresses.has(destination),
  );
  const refused: SipNote[] = [];
  for (const { requests, responses } of exchangesOf(notes)) {
    const [request] = requests as Exchange['requests'] & [SipNote];
    const final = responses.find(({ message }) => (message.status ?? 0) >= 400);
    if (final === undefined || !isAfter(final, from) || (until !== null && isAfter(request, until))) continue;
    if (!hosts.has(requestHost(request) ?? '')) continue;
    if (refused.length < most) refused.push(request, final);
  }
  return refused;
}

/** The address in the Request-URI; null if it is a name. */
export function requestHost({ message }: SipNote): string | null {
  return canonicalAddress(uriHostPort(message.requestUri ?? '')?.host ?? '');
}

/** The addresses that Contact of a message names; names of hosts are left out. */
export function contactAddresses({ message }: SipNote): string[] {
  return message.contacts.flatMap(({ address }) => canonicalAddress(address?.host ?? '') ?? []);
}
