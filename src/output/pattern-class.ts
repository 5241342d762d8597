/** Is this code point one of those meant? */
export type Matches = (code: number) => boolean;

/** A regular expression that cannot be understood, or that would not run in linear time. */
export class PatternError extends Error {
  /** Place in the pattern. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'PatternError';
    this.at = at;
  }
}

/** The same for letters in either case. */
export function withCase(matches: Matches): Matches {
  return code => matches(code) || matches(otherCase(code));
}

export function negated(matches: Matches): Matches {
  return code => !matches(code);
}

/** Letters, digits and the underscore of ASCII, as in PCRE. */
export function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95;
}

/** The characters of `\d`, `\s` and so on by their letter; null for any other letter. */
export function classEscape(letter: string): Matches | null {
  const matches = CLASSES[letter.toLowerCase()];
  if (matches === undefined) return null;
  return letter === letter.toLowerCase() ? matches : negated(matches);
}

/**
 * The character that the escape at `at` stands for, and where the escape ends.
 *
 * @throws PatternError for a letter or digit that means something else in PCRE, or nothing.
 */
export function readEscape(pattern: string, at: number): { readonly code: number; readonly end: number } {
  const number = /\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|0([0-7]{0,2}))/y;
  number.lastIndex = at;
  const match = number.exec(pattern);
  if (match !== null) {
    const code = Number.parseInt(match[1] ?? match[2] ?? (match[3] || '0'), match[3] === undefined ? 16 : 8);
    return { code, end: at + match[0].length };
  }
  const code = pattern.codePointAt(at + 1);
  if (code === undefined) throw new PatternError('the pattern ends with a backslash', at);
  const character = String.fromCodePoint(code);
  const end = at + 1 + character.length;
  const control = CONTROLS[character];
  if (control !== undefined) return { code: control, end };
  if (/[1-9gk]/.test(character)) throw new PatternError('back references are not supported', at);
  if (/[A-Za-z]/.test(character)) throw new PatternError(`\\${character} is not supported`, at);
  return { code, end };
}

/**
 * The class in brackets at `at`: `inverse` if it begins with `^`.
 *
 * @throws PatternError
 */
export function characterClass(
  pattern: string,
  at: number,
): { readonly matches: Matches; readonly inverse: boolean; readonly end: number } {
  const inverse = pattern[at + 1] === '^';
  const members: Matches[] = [];
  const first = at + (inverse ? 2 : 1);
  let next = first;
  while (next < pattern.length && (pattern[next] !== ']' || next === first)) {
    const member = memberAt(pattern, next);
    next = member.end;
    const { low } = member;
    if (low === null || pattern[next] !== '-' || (pattern[next + 1] ?? ']') === ']') {
      members.push(member.matches);
      continue;
    }
    const { low: high, end } = memberAt(pattern, next + 1);
    if (high === null || high < low) throw new PatternError('the range in this class is not right', next);
    members.push(code => code >= low && code <= high);
    next = end;
  }
  if (next >= pattern.length) throw new PatternError("']' is missing for this class", at);
  return { matches: code => members.some(member => member(code)), inverse, end: next + 1 };
}

/** One member of a class; `low` is its code if it is a single character. */
function memberAt(pattern: string, at: number): { matches: Matches; low: number | null; end: number } {
  const posix = /\[:(\^?)([a-z]+):\]/y;
  posix.lastIndex = at;
  const match = posix.exec(pattern);
  if (match !== null) {
    const matches = POSIX[match[2] as string];
    if (matches === undefined) throw new PatternError(`${match[0]} is not supported`, at);
    return { matches: match[1] === '' ? matches : negated(matches), low: null, end: at + match[0].length };
  }
  const escaped = pattern[at] === '\\';
  const named = escaped ? classEscape(pattern[at + 1] ?? '') : null;
  if (named !== null) return { matches: named, low: null, end: at + 2 };
  if (escaped && pattern[at + 1] === 'b') return single(8, at + 2);
  if (escaped) {
    const { code, end } = readEscape(pattern, at);
    return single(code, end);
  }
  const code = pattern.codePointAt(at) as number;
  return single(code, at + (code > 0xffff ? 2 : 1));
}

function single(wanted: number, end: number): { matches: Matches; low: number; end: number } {
  return { matches: code => code === wanted, low: wanted, end };
}

/** The letter in its other case, if it has one; otherwise the code itself. */
export function otherCase(code: number): number {
  if (code < 128) return isLetter(code) ? code ^ 32 : code;
  const character = String.fromCodePoint(code);
  const lower = character.toLowerCase();
  const other = lower === character ? character.toUpperCase() : lower;
  const otherCode = other.codePointAt(0) as number;
  return other.length === (otherCode > 0xffff ? 2 : 1) ? otherCode : code;
}

function isLetter(code: number): boolean {
  return isWord(code) && !isDigit(code) && code !== 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

const CLASSES: Readonly<Record<string, Matches>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  h: code => isBlank(code) || code === 0xa0,
  v: code => code >= 10 && code <= 13,
};

const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, a: 7, e: 27 };

const POSIX: Readonly<Record<string, Matches>> = {
  alpha: isLetter,
  digit: isDigit,
  alnum: code => isLetter(code) || isDigit(code),
  upper: code => code >= 65 && code <= 90,
  lower: code => code >= 97 && code <= 122,
  space: isSpace,
  blank: isBlank,
  punct: code => code > 32 && code < 127 && !isLetter(code) && !isDigit(code),
  xdigit: code => isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102),
  word: isWord,
  cntrl: code => code < 32 || code === 127,
  print: code => code >= 32 && code < 127,
  graph: code => code > 32 && code < 127,
};
