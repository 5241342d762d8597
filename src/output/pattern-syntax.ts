import {
  characterClass,
  classEscape,
  type Matches,
  negated,
  otherCase,
  PatternError,
  readEscape,
  withCase,
} from './pattern-class.ts';

/** What a pattern is made of. */
export type PatternNode =
  | { readonly kind: 'character'; readonly matches: Matches }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** Start or end of the text or of a line, or the edge of a word. `last` may stand before a final line feed. */
export type Assertion = 'start' | 'end' | 'last' | 'line-start' | 'line-end' | 'edge' | 'no-edge';

/** Groups in one another. */
const DEPTH_CAP = 100;
const REPEAT_CAP = 1000;

/**
 * Reads a regular expression as PCRE writes it, case-insensitive unless it says `(?-i)`. Back references, look-around,
 * atomic groups and possessive quantifiers are refused: an automaton cannot do them.
 *
 * @throws PatternError
 */
export function patternTree(pattern: string): PatternNode {
  return new Parser(pattern).whole();
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

class Parser {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { i: true, m: false, s: false };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#pattern.length) throw new PatternError("')' closes no group", this.#at);
    return node;
  }

  /** Flags set in a group hold to its end. */
  #choice(): PatternNode {
    const flags = this.#flags;
    const parts = [this.#sequence()];
    while (this.#accept('|')) parts.push(this.#sequence());
    this.#flags = flags;
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#here)) {
      const atom = this.#atom();
      if (atom !== null) parts.push(this.#repeated(atom));
    }
    return { kind: 'sequence', parts };
  }

  get #here(): string {
    return this.#pattern[this.#at] ?? '';
  }

  #accept(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Null for a group that only sets flags. */
  #atom(): PatternNode | null {
    const at = this.#at;
    const character = String.fromCodePoint(this.#pattern.codePointAt(at) as number);
    this.#at += character.length;
    switch (character) {
      case '.':
        return { kind: 'character', matches: this.#flags.s ? () => true : code => code !== 10 };
      case '^':
        return { kind: 'assertion', assertion: this.#flags.m ? 'line-start' : 'start' };
      case '$':
        return { kind: 'assertion', assertion: this.#flags.m ? 'line-end' : 'last' };
      case '(':
        return this.#group(at);
      case '[':
        return this.#class(at);
      case '\\':
        return this.#escape(at);
      case '*':
      case '+':
      case '?':
        throw new PatternError(`'${character}' has nothing to repeat`, at);
      default:
        return this.#character(character.codePointAt(0) as number);
    }
  }

  #character(wanted: number): PatternNode {
    const other = this.#flags.i ? otherCase(wanted) : wanted;
    return { kind: 'character', matches: code => code === wanted || code === other };
  }

  #group(at: number): PatternNode | null {
    const opening = /\?(?::|P?<[A-Za-z_]\w*>|([ims]*)(?:-([ims]+))?([:)]))/y;
    opening.lastIndex = this.#at;
    const match = this.#here === '?' ? opening.exec(this.#pattern) : null;
    if (this.#here === '?' && match === null)
      throw new PatternError('look-around, atomic and other special groups are not supported', at);
    this.#at += match?.[0].length ?? 0;
    const outer = this.#flags;
    if (match?.[3] !== undefined) this.#setFlags(match[1] ?? '', match[2] ?? '');
    if (match?.[3] === ')') return null;
    this.#depth++;
    if (this.#depth > DEPTH_CAP) throw new PatternError(`nested deeper than ${DEPTH_CAP}`, at);
    const node = this.#choice();
    this.#depth--;
    this.#flags = outer;
    if (!this.#accept(')')) throw new PatternError("')' is missing for this group", at);
    return node;
  }

  #setFlags(on: string, off: string): void {
    const flags = { ...this.#flags };
    for (const flag of on) flags[flag as keyof Flags] = true;
    for (const flag of off) flags[flag as keyof Flags] = false;
    this.#flags = flags;
  }

  #class(at: number): PatternNode {
    const { matches, inverse, end } = characterClass(this.#pattern, at);
    this.#at = end;
    const cased = this.#flags.i ? withCase(matches) : matches;
    return { kind: 'character', matches: inverse ? negated(cased) : cased };
  }

  #escape(at: number): PatternNode {
    const letter = this.#here;
    const assertion = ASSERTIONS[letter];
    const matches = classEscape(letter);
    if (assertion !== undefined || matches !== null) this.#at++;
    if (assertion !== undefined) return { kind: 'assertion', assertion };
    if (matches !== null) return { kind: 'character', matches };
    const { code, end } = readEscape(this.#pattern, at);
    this.#at = end;
    return this.#character(code);
  }

  #repeated(part: PatternNode): PatternNode {
    const at = this.#at;
    const match = this.#quantifier();
    if (match === null) return part;
    this.#at += match[0].length;
    const [sign, from, comma, to] = match;
    const least = sign === '+' ? 1 : Number(from ?? 0);
    const unbounded = sign === '*' || sign === '+' || (comma !== undefined && to === '');
    const most = unbounded ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : Number(to ?? from);
    if (least > REPEAT_CAP || (most > REPEAT_CAP && !unbounded))
      throw new PatternError(`a repetition of more than ${REPEAT_CAP} is not supported`, at);
    if (most < least) throw new PatternError('the numbers of the repetition are in the wrong order', at);
    if (this.#here === '+') throw new PatternError('possessive quantifiers are not supported', this.#at);
    // Lazy or greedy: it makes no difference to whether there is a match.
    this.#accept('?');
    if (this.#quantifier() !== null) throw new PatternError('a repetition cannot be repeated', this.#at);
    return { kind: 'repeat', part, least, most };
  }

  #quantifier(): RegExpExecArray | null {
    const quantifier = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y;
    quantifier.lastIndex = this.#at;
    return quantifier.exec(this.#pattern);
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  Z: 'last',
  z: 'end',
  b: 'edge',
  B: 'no-edge',
};
