import { readU8 } from '../bytes/read.ts';
import { closingQuote, indexOutsideQuotes, splitHeaderList, trimBlanks } from './header-value.ts';
import type { SipMessage } from './message.ts';
import { isCertainlyFine } from './scan/certainly-fine.ts';
import { TOKEN } from './start-line.ts';

/** A violation of RFC 3261 §25.1 in a message that can be read anyway. */
interface GrammarProblem {
  /** Stable part of the code of an issue: `request-line`, `header-missing`, … */
  readonly code: string;
  /** One line: `expected X, found Y`. */
  readonly message: string;
}

/** A CSeq number is below 2³¹ (RFC 3261 §8.1.1.5). */
const LARGEST_CSEQ = 0x7fffffff;

/** A branch that identifies a transaction begins with this and is longer (RFC 3261 §8.1.1.7). */
const BRANCH_COOKIE = 'z9hG4bK';

/** The requirements on the header fields of one name. */
interface FieldRule {
  /** In the spelling of RFC 3261. */
  readonly name: string;
  /** An own bit if the header may occur only once (RFC 3261 §7.3.1); otherwise 0. */
  readonly single: number;
  /** An own bit if the header is mandatory (§8.1.1); otherwise 0. */
  readonly required: number;
  readonly code: string;
  readonly problem: (value: string, message: SipMessage) => string | null;
}

const nothing = (): null => null;

/** By canonical name; numbers with their maximum (RFC 3261 §20.22, §20.19, §20.33). */
const RULES: ReadonlyMap<string, FieldRule> = new Map(
  (
    [
      ['Via', false, true, 'via', viaProblem],
      ['From', true, true, 'name-address', value => addressProblem('From', value)],
      ['To', true, true, 'name-address', value => addressProblem('To', value)],
      ['Call-ID', true, true, '', nothing],
      ['CSeq', true, true, 'cseq', cseqProblem],
      ['Contact', false, false, 'name-address', contactProblem],
      ['Max-Forwards', true, false, 'number', value => numberProblem('Max-Forwards', value, 255)],
      ['Expires', true, false, 'number', value => numberProblem('Expires', value, 0xffffffff)],
      ['Retry-After', false, false, 'number', value => numberProblem('Retry-After', value, 0xffffffff)],
      ['Date', true, false, 'date', dateProblem],
      ['Content-Type', true, false, '', nothing],
      ['Warning', false, false, 'warning', warningProblem],
    ] satisfies [string, boolean, boolean, string, FieldRule['problem']][]
  ).map(([name, single, required, code, problem], i) => [
    name.toLowerCase(),
    { name, single: single ? 1 << i : 0, required: required ? 1 << i : 0, code, problem },
  ]),
);

const ALL_REQUIRED = [...RULES.values()].reduce((bits, { required }) => bits | required, 0);

/**
 * The grammar problems of a framed message: first of its request line, then of its header fields in order, then of the
 * whole message. Empty for nearly every message. The classes are those of RFC 4475 §3.1.2, §3.2 and §3.3.1, §3.3.8; the
 * body is not checked.
 */
export function grammarProblems(message: SipMessage): GrammarProblem[] {
  if (isCertainlyFine(message.bytes, 0, message.bodyStart)) return [];
  const found: GrammarProblem[] = [];
  if (message.status === null) {
    const problem = requestLineProblem(message.startLine);
    if (problem !== null) found.push({ code: 'request-line', message: problem });
  }
  let seen = 0;
  let repeated = 0;
  const names = message.fieldNames;
  for (let i = 0; i < names.length; i++) {
    const rule = RULES.get(names[i] as string);
    if (rule === undefined) continue;
    repeated |= seen & rule.single;
    seen |= rule.single | rule.required;
    const problem = rule.problem === nothing ? null : rule.problem(message.fieldValue(i), message);
    if (problem !== null) found.push({ code: rule.code, message: problem });
  }
  const isComplete = repeated === 0 && (seen & ALL_REQUIRED) === ALL_REQUIRED;
  return isComplete ? found : [...found, ...countProblems(seen, repeated)];
}

function countProblems(seen: number, repeated: number): GrammarProblem[] {
  return [...RULES.values()].flatMap(({ name, single, required }) => {
    if ((single & repeated) !== 0)
      return [{ code: 'header-repeated', message: `expected one ${name} header, found several` }];
    if (required === 0 || (required & seen) !== 0) return [];
    return [{ code: 'header-missing', message: `expected a ${name} header, found none` }];
  });
}

/**
 * The reason why bytes look like a SIP message and yet are not one: another version, a bad status code, blanks after
 * the version (RFC 4475 §3.1.2.11, .16, .19). Null for everything else, mostly after the first byte.
 */
export function nearlySip(bytes: Uint8Array, start: number, end: number): string | null {
  let at = start;
  while (at < end && TOKEN[readU8(bytes, at)] === 1) at++;
  if (at === start || at === end || (readU8(bytes, at) !== SP && readU8(bytes, at) !== SLASH)) return null;
  const line = firstLine(bytes, start, end);
  if (line === null) return null;
  if (/^SIP\/2\.0 /i.test(line))
    return `expected a status code of three digits, found ${excerpt(line.slice(8))}`;
  const version = line.slice(line.lastIndexOf(' ', trimBlanks(line).length - 1) + 1);
  if (!/^SIP\/\d{1,3}\.\d{1,3}\s*$/i.test(version)) return null;
  if (trimBlanks(version) !== version)
    return 'expected the request line to end with its version, found blanks after it';
  return `expected SIP/2.0, found ${excerpt(version)}`;
}

function requestLineProblem(line: string): string | null {
  const uri = line.slice(line.indexOf(' ') + 1, line.lastIndexOf(' '));
  if (uri.startsWith('<')) return `expected a Request-URI without angle brackets, found ${excerpt(uri)}`;
  if (/[ \t]/.test(uri)) return `expected one space on each side of the Request-URI, found ${excerpt(line)}`;
  // The user part may contain question marks, so the search begins after the `@`.
  if (/^sips?:/i.test(uri) && uri.includes('?', uri.indexOf('@') + 1))
    return `expected a Request-URI without headers (?name=value), found ${excerpt(uri)}`;
  return null;
}

function cseqProblem(value: string, message: SipMessage): string | null {
  const { cseq } = message;
  if (cseq === null || cseq.number > LARGEST_CSEQ)
    return `CSeq: expected a number below 2147483648 and a method, found ${excerpt(value)}`;
  const { method } = message;
  if (method === null || method === cseq.method) return null;
  return `CSeq: expected ${excerpt(method)}, the method of the request, found ${excerpt(cseq.method)}`;
}

function contactProblem(value: string): string | null {
  if (!value.includes(',')) return addressProblem('Contact', value);
  const separation = separationProblem(value);
  if (separation !== null) return `Contact: ${separation} ${excerpt(value)}`;
  for (const address of splitHeaderList(value)) {
    const problem = addressProblem('Contact', address);
    if (problem !== null) return problem;
  }
  return null;
}

function addressProblem(name: string, address: string): string | null {
  const problem = separationProblem(address) ?? nameAddressProblem(address);
  return problem === null ? null : `${name}: ${problem} ${excerpt(address)}`;
}

function nameAddressProblem(address: string): string | null {
  const open = indexOutsideQuotes(address, '<');
  if (open < 0)
    return /^[^;]*[?,]/.test(address) ? 'expected angle brackets around a URI with ? or , and found' : null;
  const close = address.indexOf('>', open);
  if (close < 0) return 'expected > after the URI, found none in';
  if (/[ \t]/.test(address.slice(open + 1, close))) return 'expected no blank between < and >, found';
  return isDisplayName(trimBlanks(address.slice(0, open)))
    ? null
    : 'expected quotes around the name before <, found';
}

/** A quoted string, or tokens with blanks between them (RFC 3261 §25.1 display-name). */
function isDisplayName(text: string): boolean {
  if (text.startsWith('"')) return closingQuote(text) === text.length - 1;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character !== SP && character !== TAB && TOKEN[character] !== 1) return false;
  }
  return true;
}

function viaProblem(value: string): string | null {
  const separation = separationProblem(value);
  if (separation !== null) return `Via: ${separation} ${excerpt(value)}`;
  // Nearly every cookie has more after it: without one alone there is nothing to check.
  if (!/z9hG4bK(?![^;, \t])/.test(value)) return null;
  for (const via of splitHeaderList(value)) {
    const branch = /;[ \t]*branch[ \t]*=[ \t]*([^;, \t]*)/i.exec(via)?.[1];
    if (branch === BRANCH_COOKIE)
      return `Via: expected a branch longer than ${BRANCH_COOKIE}, found only that`;
  }
  return null;
}

function numberProblem(name: string, value: string, largest: number): string | null {
  const digits = /^\d+/.exec(value)?.[0];
  if (digits !== undefined && Number(digits) <= largest) return null;
  return `${name}: expected a number up to ${largest}, found ${excerpt(value)}`;
}

/** RFC 3261 §20.17: the form of RFC 1123, always in GMT. */
function dateProblem(value: string): string | null {
  if (/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return null;
  return `Date: expected a date of RFC 1123 in GMT, found ${excerpt(value)}`;
}

function warningProblem(value: string): string | null {
  return /^\d{3} /.test(value) ? null : `Warning: expected a code of three digits, found ${excerpt(value)}`;
}

/** Finds separators with only blanks between them or at the end, and missing closing quotes. */
function separationProblem(value: string): string | null {
  let empty = false;
  let quoted = false;
  let angled = false;
  for (let i = 0; i < value.length; i++) {
    const character = value.charCodeAt(i);
    if (quoted) {
      if (character === BACKSLASH) i++;
      else quoted = character !== QUOTE;
    } else if (angled) {
      angled = character !== CLOSE;
    } else if (character === SEMICOLON || character === COMMA) {
      if (empty) return EMPTY_ELEMENT;
      empty = true;
    } else if (character !== SP && character !== TAB) {
      empty = false;
      quoted = character === QUOTE;
      angled = character === OPEN;
    }
  }
  if (quoted) return 'expected a closing quote, found none in';
  return empty ? EMPTY_ELEMENT : null;
}

/** The first line without its line end; null if it is too long or not text. */
function firstLine(bytes: Uint8Array, start: number, end: number): string | null {
  let line = '';
  for (let at = start; at < end && line.length <= LINE_CAP; at++) {
    const byte = readU8(bytes, at);
    if (byte === CR || byte === LF) return line;
    if (byte < SP) return null;
    line += String.fromCharCode(byte);
  }
  return null;
}

function excerpt(text: string): string {
  const trimmed = trimBlanks(text);
  return trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed;
}

const EMPTY_ELEMENT = 'expected a value between separators, found none in';
/** Most bytes of a line that may be a wrong start line: real ones have some hundred. */
const LINE_CAP = 1024;
const TAB = 9;
const LF = 10;
const CR = 13;
const SP = 32;
const QUOTE = 34;
const COMMA = 44;
const SLASH = 47;
const SEMICOLON = 59;
const OPEN = 60;
const CLOSE = 62;
const BACKSLASH = 92;
