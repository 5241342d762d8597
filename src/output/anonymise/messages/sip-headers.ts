import { canonicalHeaderName } from '../../../sip/header-names.ts';
import type { Mapping } from '../names/mapping.ts';
import { withoutKnownNames, withoutNames } from '../names/names.ts';
import type { Digests } from './digests.ts';

/** What replaces names, and what replaces challenges. */
export interface Replacing {
  readonly mapping: Mapping;
  readonly digests: Digests;
}

/** Lines with what is folded behind them, each with its line end. */
export function fieldsOf(head: string): string[] {
  const fields: string[] = [];
  const lines = head.split('\n');
  for (const [i, text] of lines.entries()) {
    const line = i < lines.length - 1 ? `${text}\n` : text;
    if (line === '') continue;
    const isFolded = (line.startsWith(' ') || line.startsWith('\t')) && fields.length > 1;
    if (isFolded) fields.push(`${fields.pop()}${line}`);
    else fields.push(line);
  }
  return fields;
}

/** The value of the first field of that name in long form; empty without one. */
export function fieldValue(fields: readonly string[], name: string): string {
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (colon > 0 && canonicalHeaderName(field.slice(0, colon).trim()) === name)
      return field.slice(colon + 1).trim();
  }
  return '';
}

/** The first line of a message. */
export function anonymousStartLine(line: string, mapping: Mapping): string {
  if (line.startsWith('SIP/')) return `SIP/${withoutKnownNames(line.slice(4), mapping)}`;
  const request = /^([^ ]+ )([^\r\n]*?)( SIP\/\d\.\d\s*)?$/.exec(line);
  if (request === null) return withoutNames(line, mapping);
  return `${request[1]}${withParameters(request[2] ?? '', mapping)}${request[3] ?? ''}`;
}

/** One header with other names. */
export function anonymousField(
  field: string,
  { mapping, digests }: Replacing,
  message: { readonly method: string; readonly body: string; readonly shownBody: string },
): string {
  const colon = field.indexOf(':');
  if (colon < 0) return withoutNames(field, mapping);
  const name = canonicalHeaderName(field.slice(0, colon).trim());
  const value = field.slice(colon + 1);
  const start = field.slice(0, colon + 1);
  if (HARMLESS.has(name)) return field;
  if (PROSE.has(name)) return `${start}${withoutKnownNames(value, mapping)}`;
  if (DIGEST.has(name)) {
    const scheme = /^\s*\S+\s/.exec(value)?.[0] ?? '';
    const isScheme = scheme !== '' && !scheme.includes('=');
    const rest = isScheme ? value.slice(scheme.length) : value;
    return `${start}${isScheme ? scheme : ''}${digests.header(rest, message)}`;
  }
  // What is before the parameters is a protocol, a kind of access, or a code with the sender.
  const kept = (KEPT_START[name] ?? NOTHING).exec(value)?.[0] ?? '';
  return `${start}${kept}${withParameters(value.slice(kept.length), mapping)}`;
}

/** A value with parameters: their names stay, and so do the values of those that are no names. */
function withParameters(value: string, mapping: Mapping): string {
  let shown = '';
  let at = 0;
  for (const found of value.matchAll(PARAMETER)) {
    const [whole, name = '', between = ''] = found;
    const written = found[3] ?? '';
    shown += withoutNames(value.slice(at, found.index), mapping);
    const isKept = KEPT_VALUES.has(name.toLowerCase()) || name.startsWith('+g.');
    shown += `;${found[0].slice(1, whole.length - written.length)}`;
    shown += isKept || between === '' ? written : withoutNames(written, mapping);
    at = found.index + whole.length;
  }
  return shown + withoutNames(value.slice(at), mapping);
}

const PARAMETER = /;\s{0,9}([-+\w.]{1,80})(\s{0,9}=\s{0,9})?("[^"]*"|[^;,>\s"&?]*)/g;
const NOTHING = /^/;

const KEPT_START: Readonly<Record<string, RegExp>> = {
  via: /^\s*SIP\s?\/\s?2\.0\s?\/\s?\w+\s/,
  'p-access-network-info': /^[^;]*/,
  'cellular-network-info': /^[^;]*/,
};

const KEPT_VALUES: ReadonlySet<string> = new Set(
  `transport lr r2 expires q ttl method rport reg-id alg ealg prot mod spi-c spi-s port-c port-s refresher
  purpose cause user comp ob audio video sos id privacy reason maddr-type`.split(/\s+/),
);

const DIGEST: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'www-authenticate',
  'proxy-authenticate',
  'authentication-info',
]);

/** Text for people, and what names the software. */
const PROSE: ReadonlySet<string> = new Set(['reason', 'retry-after', 'server', 'user-agent', 'warning']);

/** Headers that hold no identity. */
const HARMLESS: ReadonlySet<string> = new Set(
  `accept accept-contact accept-encoding accept-language accept-resource-priority allow allow-events answer-mode
  content-disposition content-encoding content-language content-length content-type cseq date
  event expires
  feature-caps flow-timer max-breadth max-forwards mime-version min-expires min-se p-early-media
  p-asserted-service p-preferred-service policy-contact-type priority privacy proxy-require rack recv-info
  reject-contact request-disposition require resource-priority rseq security-client security-server
  security-verify session-expires subscription-state supported timestamp unsupported`.split(/\s+/),
);
