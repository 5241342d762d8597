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
  const scheme = schemeLength(uri);
  if (scheme === 0) return null;
  // The user part may contain `;` and `?`, so it is split off first.
  const at = uri.indexOf('@', scheme);
  const rest = at < 0 ? scheme : at + 1;
  const address = addressIn(uri, rest);
  const parameters = (uri.slice(rest).split('?', 1)[0] as string).split(';').slice(1);
  return {
    user: at < 0 ? null : uri.slice(scheme, at),
    ...hostAndPort(address),
    parameters: parameters.map(trimBlanks).filter(parameter => parameter !== ''),
  };
}

/** Characters of `sip:` or `sips:`; 0 without. */
function schemeLength(uri: string): number {
  const colon = uri.indexOf(':');
  if (colon !== 3 && colon !== 4) return 0;
  const scheme = uri.slice(0, colon).toLowerCase();
  return scheme === 'sip' || scheme === 'sips' ? colon + 1 : 0;
}

/** Host and port, up to the parameters or the headers. */
function addressIn(uri: string, start: number): string {
  let end = start;
  while (end < uri.length && uri[end] !== ';' && uri[end] !== '?') end++;
  return uri.slice(start, end);
}

function hostAndPort(address: string): Pick<UriParts, 'host' | 'port'> {
  const colon = address.indexOf(':', address.lastIndexOf(']') + 1);
  return {
    host: trimBlanks(colon < 0 ? address : address.slice(0, colon)),
    port: colon < 0 ? null : trimBlanks(address.slice(colon + 1)),
  };
}

/** Host, without the brackets of an IPv6 reference, and port of a SIP URI; null for any other URI. */
export function uriHostPort(uri: string): HostPort | null {
  const scheme = schemeLength(uri);
  if (scheme === 0) return null;
  const address = addressIn(uri, uri.indexOf('@', scheme) + 1 || scheme);
  if (!/[ \t\r\n]/.test(address)) return parseHostPort(address);
  const { host, port } = hostAndPort(address);
  return parseHostPort(port === null ? host : `${host}:${port}`);
}
