import { fromHex } from '../bytes/hex.ts';
import { secret } from '../bytes/secret-bytes.ts';
import { closingQuote, quotedText, splitCommas, trimBlanks } from './header-value.ts';
import type { SipMessage } from './message.ts';

/** Length of CK and IK in bytes (TS 33.102 §6.3.3). */
const KEY_LENGTH = 16;

/**
 * A digest challenge or answer: WWW-Authenticate, Proxy-Authenticate, Authorization, Proxy-Authorization (RFC 7616
 * §3.3, RFC 3310 §3, TS 24.229 §7.2A.1 and §7.2A.2).
 *
 * Values are unquoted and unescaped, otherwise as written; an absent parameter is null. If a parameter occurs twice,
 * the first one counts.
 */
export interface DigestParameters {
  /** As written, mostly `Digest`; empty if the value begins with a parameter. */
  readonly scheme: string;
  readonly realm: string | null;
  /** Base64 of RAND‖AUTN for AKA (RFC 3310 §3.2); the empty string in a first REGISTER. */
  readonly nonce: string | null;
  readonly algorithm: string | null;
  /** In a challenge the offered list: `auth,auth-int`. */
  readonly qop: string | null;
  readonly username: string | null;
  readonly uri: string | null;
  readonly response: string | null;
  /** Base64 of AUTS, 14 bytes: the USIM asks for resynchronisation (RFC 3310 §3.4). */
  readonly auts: string | null;
  /** Nonce count, 8 hex digits. */
  readonly nc: string | null;
  readonly cnonce: string | null;
  /** Cipher key that the S-CSCF gives to the P-CSCF, 16 bytes; null if absent or of another form. */
  readonly ck: Uint8Array | null;
  /** Integrity key, 16 bytes; null if absent or of another form. */
  readonly ik: Uint8Array | null;
  /** All parameters, names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** One line for each part that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Parses a challenge. Extra commas and blanks are tolerated; elements without `=` are left out, with a line in
 * `problems`. Further challenges in the same field are ignored: see parseChallenges().
 */
export function parseChallenge(value: string): DigestParameters {
  return parseChallenges([value])[0] ?? digestParameters('', new Map(), []);
}

/** Parses an Authorization or Proxy-Authorization, which has the grammar of a challenge. */
export const parseAuthorization: (value: string) => DigestParameters = parseChallenge;

/**
 * All challenges, or answers, of header fields, in order. A message may have several fields, and each field several
 * challenges, which begin with their scheme (RFC 7616 §3.7, RFC 9110 §11.6.1).
 */
export function parseChallenges(values: readonly string[]): DigestParameters[] {
  if (values.length === 1) return challengesOf(splitCommas(values[0] as string));
  return values.flatMap(value => challengesOf(splitCommas(value)));
}

/** The challenges of a 401 or 407. */
export function challengesIn(message: SipMessage): DigestParameters[] {
  return parseChallenges(message.headers('www-authenticate', 'proxy-authenticate')).slice(0, MOST_KEPT);
}

/** The answers in a request: first those to the registrar, then those to a proxy. */
export function answersIn(message: SipMessage): DigestParameters[] {
  const answers = parseChallenges(message.headers('authorization'));
  const toProxy = parseChallenges(message.headers('proxy-authorization'));
  return [...answers, ...toProxy].slice(0, MOST_KEPT);
}

/** The main answer of a request: the first with a `response` or `auts`, otherwise with a nonce; null without any. */
export function mainAnswer(answers: readonly DigestParameters[]): DigestParameters | null {
  return (
    answers.find(({ response, auts }) => Boolean(response) || auts !== null) ??
    answers.find(({ nonce }) => Boolean(nonce)) ??
    answers[0] ??
    null
  );
}

/**
 * The challenge of an answer: it has the same nonce and, if possible, the same algorithm and realm; null without one.
 * The case of algorithm names does not count (RFC 3261 §7.3.1).
 */
export function takenChallenge(
  challenges: readonly DigestParameters[],
  { nonce, algorithm, realm }: DigestParameters,
): DigestParameters | null {
  const same = challenges.filter(one => one.nonce !== null && one.nonce === nonce);
  const ofAlgorithm = same.filter(one => one.algorithm?.toLowerCase() === algorithm?.toLowerCase());
  const nearest = ofAlgorithm.length > 0 ? ofAlgorithm : same;
  return nearest.find(one => one.realm === realm) ?? nearest[0] ?? null;
}

/** Challenges read of one message: there can be one for each realm and algorithm. */
const MOST_KEPT = 16;

function challengesOf(elements: readonly string[]): DigestParameters[] {
  const challenges: string[][] = [];
  for (const element of elements) {
    const current = challenges.at(-1);
    if (current === undefined || beginsChallenge(element)) challenges.push([element]);
    else current.push(element);
  }
  return challenges.map(oneChallenge);
}

/** Are there a scheme and the first parameter after it? Most elements have no blank before their `=`. */
function beginsChallenge(element: string): boolean {
  for (let i = 0; i < element.length; i++) {
    const character = element[i];
    if (character === ' ' || character === '\t') return BEGINS.test(element);
    if (character === '=') return false;
  }
  return false;
}

const BEGINS = /^[^ \t=",]+[ \t]+[^ \t=",]+[ \t]*=/;

function oneChallenge(elements: readonly string[]): DigestParameters {
  const first = elements[0] ?? '';
  const scheme = schemeOf(first);
  const parameters = new Map<string, string>();
  const problems: string[] = [];
  for (let i = 0; i < elements.length; i++) {
    const element = i === 0 ? trimBlanks(first.slice(scheme.length)) : (elements[i] as string);
    if (element === '') continue;
    const equal = element.indexOf('=');
    const name = trimBlanks(element.slice(0, Math.max(equal, 0))).toLowerCase();
    if (name === '') problems.push(`expected name=value, found ${element.slice(0, 40)}`);
    else if (parameters.has(name)) problems.push(`${name.slice(0, 40)}: expected once, found again`);
    else parameters.set(name, readValue(name, trimBlanks(element.slice(equal + 1)), problems));
  }
  return digestParameters(scheme, parameters, problems);
}

/** The text before the first blank; empty if a `=` comes first. */
function schemeOf(first: string): string {
  for (let i = 0; i < first.length; i++) {
    const character = first[i];
    if (character === '=') return '';
    if (character === ' ' || character === '\t') return first.slice(0, i);
  }
  return first;
}

function digestParameters(
  scheme: string,
  parameters: ReadonlyMap<string, string>,
  problems: string[],
): DigestParameters {
  const value = (name: string) => parameters.get(name) ?? null;
  return {
    scheme,
    realm: value('realm'),
    nonce: value('nonce'),
    algorithm: value('algorithm'),
    qop: value('qop'),
    username: value('username'),
    uri: value('uri'),
    response: value('response'),
    auts: value('auts'),
    nc: value('nc'),
    cnonce: value('cnonce'),
    ck: readKey('ck', parameters, problems),
    ik: readKey('ik', parameters, problems),
    parameters,
    problems,
  };
}

function readValue(name: string, text: string, problems: string[]): string {
  if (!text.startsWith('"')) return text;
  const closing = closingQuote(text);
  if (closing < 0) problems.push(`${name}: expected a closing quote, found none`);
  else if (closing < text.length - 1)
    problems.push(`${name}: expected the value to end with its closing quote, found text after it`);
  return quotedText(text, closing);
}

function readKey(
  name: 'ck' | 'ik',
  parameters: ReadonlyMap<string, string>,
  problems: string[],
): Uint8Array | null {
  const text = parameters.get(name);
  if (text === undefined) return null;
  const key = fromHex(trimBlanks(text));
  if (key?.length === KEY_LENGTH) return secret(key);
  problems.push(`${name}: expected ${2 * KEY_LENGTH} hex digits, found ${text.length} characters`);
  return null;
}
