import { printable } from '../../bytes/printable.ts';
import { FilterError } from './error.ts';

/** A piece of a display filter. */
export interface FilterToken {
  /** `symbol`: an operator, a keyword or punctuation. */
  readonly kind: 'symbol' | 'word' | 'string' | 'end';
  /** A symbol in its standard spelling (`&&` for `and`), a word, or the content of a string. */
  readonly text: string;
  /** Its place in the filter, from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
}

/** Operators written as words, and the symbol for each (wireshark-filter(4)). */
const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['eq', '=='],
  ['any_eq', '=='],
  ['ne', '!='],
  ['all_ne', '!='],
  ['all_eq', '==='],
  ['any_ne', '!=='],
  ['gt', '>'],
  ['ge', '>='],
  ['lt', '<'],
  ['le', '<='],
  ['contains', 'contains'],
  ['matches', 'matches'],
  ['in', 'in'],
  ['any', 'any'],
  ['all', 'all'],
]);

/** Longest first. `~=` is an older spelling of `!==`. */
const SYMBOLS = /&&|\|\||===|!==|==|!=|~=|<=|>=|\.\.|[!<>~(){},]/y;
const OTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['~', 'matches'],
  ['~=', '!=='],
]);

/** Names, numbers, addresses with prefix length. Two dots make a range. */
const WORD = /(?:[\p{L}\p{N}_:/-]|\.(?!\.))+/uy;
const BLANKS = /[ \t\r\n]*/y;

/** Features of tshark that are not supported. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['[', 'slices ([…]) are not supported'],
  ['#', 'layer numbers (#) are not supported'],
  ['$', 'references ($) are not supported'],
  ['&', 'bit operations (&) are not supported'],
  ['+', 'arithmetic is not supported'],
  ['*', 'arithmetic is not supported'],
  ['%', 'arithmetic is not supported'],
  ["'", 'character constants are not supported: put text in double quotes'],
]);

/**
 * Splits a display filter into tokens; the last one is `end`.
 *
 * @throws FilterError for a character that cannot start a token, and for a malformed string.
 */
export function filterTokens(filter: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = skipBlanks(filter, 0);
  while (at < filter.length) {
    const token = tokenAt(filter, at);
    tokens.push(token);
    at = skipBlanks(filter, token.end);
  }
  return [...tokens, { kind: 'end', text: '', start: at, end: at }];
}

function skipBlanks(filter: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + (BLANKS.exec(filter)?.[0].length ?? 0);
}

function tokenAt(filter: string, start: number): FilterToken {
  if (filter[start] === '"') return quoted(filter, start);
  if (/[rR]"/y.test(filter.slice(start, start + 2))) return rawString(filter, start);
  WORD.lastIndex = start;
  const word = WORD.exec(filter)?.[0];
  if (word !== undefined) {
    const symbol = KEYWORDS.get(word);
    const end = start + word.length;
    return { kind: symbol === undefined ? 'word' : 'symbol', text: symbol ?? word, start, end };
  }
  SYMBOLS.lastIndex = start;
  const symbol = SYMBOLS.exec(filter)?.[0];
  if (symbol !== undefined) {
    const text = OTHER_SPELLINGS.get(symbol) ?? symbol;
    return { kind: 'symbol', text, start, end: start + symbol.length };
  }
  const character = String.fromCodePoint(filter.codePointAt(start) ?? 0);
  const message =
    UNSUPPORTED.get(character) ?? `'${printable(character)}' is not allowed outside double quotes`;
  throw new FilterError(message, start, start + character.length);
}

/** r"…": no escapes; a quote after a backslash belongs to the content, and so does the backslash. */
function rawString(filter: string, start: number): FilterToken {
  for (let at = start + 2; at < filter.length; at++) {
    if (filter[at] === '"')
      return {
        kind: 'string',
        text: filter.slice(start + 2, at),
        start,
        end: at + 1,
      };
    if (filter[at] === '\\') at++;
  }
  throw unclosed(filter, start);
}

function quoted(filter: string, start: number): FilterToken {
  const pieces: string[] = [];
  let piece = start + 1;
  for (let at = piece; at < filter.length; at++) {
    if (filter[at] === '"') {
      const text = pieces.join('') + filter.slice(piece, at);
      return { kind: 'string', text, start, end: at + 1 };
    }
    if (filter[at] !== '\\') continue;
    const { text, end } = escapeAt(filter, at);
    pieces.push(filter.slice(piece, at), text);
    piece = end;
    at = end - 1;
  }
  throw unclosed(filter, start);
}

function unclosed(filter: string, start: number): FilterError {
  return new FilterError('the closing quote is missing', start, filter.length);
}

const SINGLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
};
const NUMBER_ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))/y;

function escapeAt(filter: string, start: number): { text: string; end: number } {
  const single = SINGLE_ESCAPES[filter[start + 1] ?? ''];
  if (single !== undefined) return { text: single, end: start + 2 };
  NUMBER_ESCAPE.lastIndex = start;
  const match = NUMBER_ESCAPE.exec(filter);
  const code =
    match === null
      ? -1
      : Number.parseInt(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '', match[4] === undefined ? 16 : 8);
  if (match === null || code > 0x10ffff) {
    const found = filter.slice(start, start + 2);
    throw new FilterError(
      `${found} is not an escape; in r"…" backslashes are ordinary characters`,
      start,
      start + found.length,
    );
  }
  return { text: String.fromCodePoint(code), end: start + match[0].length };
}
