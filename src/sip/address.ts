import {
  indexOutsideQuotes,
  parameterValue,
  splitHeaderList,
  splitParameters,
  trimBlanks,
} from './header-value.ts';

/** Host as written, without the brackets of an IPv6 reference, and port or null. */
export interface HostPort {
  readonly host: string;
  readonly port: number | null;
}

/** Value of From, To or Contact: the URI and the header parameters (RFC 3261 §20.10). */
export interface NameAddress {
  /** The URI as written, without angle brackets. */
  readonly uri: string;
  /** Parameters of the header field (not of the URI), names in lower case. */
  readonly parameters: readonly [name: string, value: string | null][];
}

/** Sent-by and branch of one Via (RFC 3261 §20.42). */
export interface Via extends HostPort {
  readonly branch: string | null;
}

/** `"name" <uri>;parameters` or `uri;parameters`: in the second form parameters belong to the header (§20.10). */
export function parseNameAddress(value: string): NameAddress {
  const open = indexOutsideQuotes(value, '<');
  if (open < 0) {
    const semicolon = value.indexOf(';');
    const end = semicolon < 0 ? value.length : semicolon;
    return { uri: trimBlanks(value.slice(0, end)), parameters: splitParameters(value.slice(end)) };
  }
  const close = value.indexOf('>', open);
  const end = close < 0 ? value.length : close;
  return { uri: trimBlanks(value.slice(open + 1, end)), parameters: splitParameters(value.slice(end + 1)) };
}

/** The topmost Via of a Via header field; null if it has no sent-by. Blanks may stand around each `/` and `:`. */
export function parseVia(value: string): Via | null {
  const top = splitHeaderList(value)[0] ?? '';
  const afterVersion = top.indexOf('/', top.indexOf('/') + 1);
  if (afterVersion <= 0) return null;
  const semicolon = top.indexOf(';');
  const end = semicolon < 0 ? top.length : semicolon;
  const protocolAndHost = trimBlanks(top.slice(afterVersion + 1, end));
  const blank = protocolAndHost.search(/[ \t]/);
  const sentBy = blank < 0 ? null : parseHostPort(protocolAndHost.slice(blank).replace(/[ \t]/g, ''));
  if (sentBy === null) return null;
  return { ...sentBy, branch: parameterValue(splitParameters(top.slice(end)), 'branch') ?? null };
}

/** `host`, `host:port`, `[IPv6]`, `[IPv6]:port`; an IPv6 address without brackets has no port. Null without host. */
export function parseHostPort(text: string): HostPort | null {
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close < 0) return null;
    return { host: text.slice(1, close), port: parsePort(text.slice(close + 1)) };
  }
  const colon = text.indexOf(':');
  if (text === '' || colon === 0) return null;
  if (colon < 0 || text.includes(':', colon + 1)) return { host: text, port: null };
  return { host: text.slice(0, colon), port: parsePort(text.slice(colon)) };
}

/** Host and port of a `sip:` or `sips:` URI (RFC 3261 §19.1.1); null for any other URI. */
export function uriHostPort(uri: string): HostPort | null {
  const scheme = /^sips?:/i.exec(uri);
  if (scheme === null) return null;
  const rest = uri.slice(scheme[0].length);
  // The user part may hold `;` and `?`, so the `@` comes first.
  const host = rest.slice(rest.indexOf('@') + 1);
  const end = host.search(/[;?]/);
  return parseHostPort(end < 0 ? host : host.slice(0, end));
}

function parsePort(text: string): number | null {
  if (!/^:\d{1,5}$/.test(text)) return null;
  const port = Number(text.slice(1));
  return port <= 65535 ? port : null;
}
