import { type HostPort, parseHostPort } from './address.ts';
import { trimBlanks } from './header-value.ts';

/** The parts of a `sip:` or `sips:` URI as written (RFC 3261 §19.1.1); null for an absent part. */
export interface UriParts {
  /** Everything before the `@`, with the password. */
  readonly user: string | null;
  /** With the brackets of an IPv6 reference. */
  readonly host: string;
  readonly port: string | null;
  /** `name=value` or `name`, without the headers after `?`. */
  readonly parameters: readonly string[];
}

/** Parses a SIP URI; null for any other URI. */
export function uriParts(uri: string): UriParts | null {
  const scheme = /^sips?:/i.exec(uri);
  if (scheme === null) return null;
  const rest = uri.slice(scheme[0].length);
  // The user part may contain `;` and `?`, so it is split off first.
  const at = rest.indexOf('@');
  const [address = '', ...parameters] = (rest.slice(at + 1).split('?', 1)[0] as string).split(';');
  const colon = address.indexOf(':', address.lastIndexOf(']') + 1);
  return {
    user: at < 0 ? null : rest.slice(0, at),
    host: trimBlanks(colon < 0 ? address : address.slice(0, colon)),
    port: colon < 0 ? null : trimBlanks(address.slice(colon + 1)),
    parameters: parameters.map(trimBlanks).filter(parameter => parameter !== ''),
  };
}

/** Host, without the brackets of an IPv6 reference, and port of a SIP URI; null for any other URI. */
export function uriHostPort(uri: string): HostPort | null {
  const parts = uriParts(uri);
  if (parts === null) return null;
  return parseHostPort(parts.port === null ? parts.host : `${parts.host}:${parts.port}`);
}
