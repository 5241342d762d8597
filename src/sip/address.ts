import {
  indexOutsideQuotes,
  parameterIn,
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

/** One Via (RFC 3261 §20.42): sent-by, transport and parameters. */
export interface Via extends HostPort {
  /** As written, mostly `UDP` or `TCP`. */
  readonly transport: string;
  readonly branch: string | null;
  /** Names in lower case. */
  readonly parameters: readonly [name: string, value: string | null][];
}

/** `"name" <uri>;parameters` or `uri;parameters`: in the second form the parameters belong to the header (§20.10). */
export function parseNameAddress(value: string): NameAddress {
  const { uri, parameters } = splitNameAddress(value);
  return { uri, parameters: splitParameters(parameters) };
}

/** The same with the parameters as one text. */
export function splitNameAddress(value: string): { readonly uri: string; readonly parameters: string } {
  const open = indexOutsideQuotes(value, '<');
  if (open < 0) {
    const semicolon = value.indexOf(';');
    const end = semicolon < 0 ? value.length : semicolon;
    return { uri: trimBlanks(value.slice(0, end)), parameters: value.slice(end) };
  }
  const close = value.indexOf('>', open);
  const end = close < 0 ? value.length : close;
  return { uri: trimBlanks(value.slice(open + 1, end)), parameters: value.slice(end + 1) };
}

/** The readable Vias in these values of header fields, in order. */
export function viasIn(values: readonly string[]): readonly Via[] {
  return elementsOf(values)
    .map(parseVia)
    .filter(via => via !== null);
}

/** The elements of header fields with lists. */
export function elementsOf(values: readonly string[]): readonly string[] {
  return values.length === 1 ? splitHeaderList(values[0] as string) : values.flatMap(splitHeaderList);
}

/** One element of a Via header field; null if it has no sent-by. Blanks may stand around each `/` and `:` (§25.1). */
export function parseVia(element: string): Via | null {
  const semicolon = element.indexOf(';');
  const end = semicolon < 0 ? element.length : semicolon;
  const version = element.indexOf('/');
  const slash = element.indexOf('/', version + 1);
  if (version <= 0 || slash < 0 || slash >= end) return null;
  const start = afterBlanks(element, slash + 1, end);
  let blank = start;
  while (blank < end && !isBlank(element, blank) && element[blank] !== '/') blank++;
  if (blank === start || !isBlank(element, blank)) return null;
  const sentBy = parseHostPort(withoutBlanks(element.slice(blank + 1, end)));
  if (sentBy === null) return null;
  return new ParsedVia(sentBy, element.slice(start, blank), element.slice(end));
}

/** Most Vias are asked for their branch only. */
class ParsedVia implements Via {
  readonly host: string;
  readonly port: number | null;
  readonly transport: string;
  readonly branch: string | null;
  readonly #parameters: string;

  constructor({ host, port }: HostPort, transport: string, parameters: string) {
    this.host = host;
    this.port = port;
    this.transport = transport;
    this.branch = parameterIn(parameters, 'branch') ?? null;
    this.#parameters = parameters;
  }

  get parameters(): Via['parameters'] {
    return splitParameters(this.#parameters);
  }
}

function isBlank(text: string, at: number): boolean {
  const character = text.charCodeAt(at);
  return character === SP || character === TAB;
}

const SP = 0x20;
const TAB = 0x09;

function afterBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text, at)) at++;
  return at;
}

function withoutBlanks(text: string): string {
  return text.includes(' ') || text.includes('\t') ? text.replace(/[ \t]/g, '') : text;
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

function parsePort(text: string): number | null {
  if (text.length < 2 || text.length > 6 || text[0] !== ':') return null;
  let port = 0;
  for (let i = 1; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return null;
    port = 10 * port + digit;
  }
  return port <= 65535 ? port : null;
}
