import { FilterError } from './error.ts';
import { type FilterToken, filterTokens } from './tokens.ts';

/** A value, a field or a function call; the meaning of a word depends on its place. */
export type FilterOperand = FilterToken | FilterCall;

/** `name(argument)`. */
export interface FilterCall {
  readonly kind: 'call';
  readonly name: FilterToken;
  readonly argument: FilterOperand;
  readonly start: number;
  readonly end: number;
}

/** An element of a set: a value, or a range of values. */
interface FilterRange {
  readonly from: FilterToken;
  readonly to: FilterToken | null;
}

export type Comparison = '==' | '!=' | '===' | '!==' | '<' | '<=' | '>' | '>=';

/** Must a relation hold for one value of the left operand or for all? Null: its operator decides. */
type Quantifier = 'any' | 'all' | null;

/** A relation between two operands. */
export interface FilterRelation {
  readonly kind: 'relation';
  readonly operator: Comparison | 'contains' | 'matches';
  readonly quantifier: Quantifier;
  readonly left: FilterOperand;
  readonly right: FilterOperand;
}

/** `left in {elements}`. */
export interface FilterMembership {
  readonly kind: 'membership';
  readonly quantifier: Quantifier;
  readonly left: FilterOperand;
  readonly elements: readonly FilterRange[];
}

/** The structure of a display filter. `everything` is the empty filter. */
export type FilterTree =
  | { readonly kind: 'everything' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterTree[] }
  | { readonly kind: 'not'; readonly part: FilterTree }
  | { readonly kind: 'present'; readonly operand: FilterOperand }
  | FilterRelation
  | FilterMembership;

/** Most levels of parentheses, negations and calls: tshark's own filters rarely reach five. */
const DEPTH_CAP = 100;

/**
 * Parses a display filter: `or` binds less than `and`, and `and` less than `not`, which applies to a whole comparison.
 *
 * @throws FilterError
 */
export function filterTree(filter: string): FilterTree {
  const tokens = filterTokens(filter);
  return tokens.length === 1 ? { kind: 'everything' } : new Parser(tokens).whole();
}

const OPERATORS: ReadonlySet<string> = new Set<FilterRelation['operator']>([
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  'matches',
]);

class Parser {
  readonly #tokens: readonly FilterToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
  }

  whole(): FilterTree {
    const tree = this.#or();
    if (this.#next.kind !== 'end') throw this.#unexpected(this.#next, "'and', 'or' or the end");
    return tree;
  }

  get #next(): FilterToken {
    return this.#tokens[this.#at] as FilterToken;
  }

  get #previous(): FilterToken {
    return this.#tokens[this.#at - 1] as FilterToken;
  }

  #or(): FilterTree {
    return this.#joined('or', '||', () => this.#and());
  }

  #and(): FilterTree {
    return this.#joined('and', '&&', () => this.#not());
  }

  #joined(kind: 'and' | 'or', symbol: string, part: () => FilterTree): FilterTree {
    const parts = [part()];
    while (this.#accept(symbol) !== null) parts.push(part());
    return parts.length === 1 ? (parts[0] as FilterTree) : { kind, parts };
  }

  #not(): FilterTree {
    const token = this.#accept('!');
    return token === null ? this.#test() : { kind: 'not', part: this.#deeper(token, () => this.#not()) };
  }

  #test(): FilterTree {
    const open = this.#accept('(');
    if (open === null) return this.#relation();
    const tree = this.#deeper(open, () => this.#or());
    this.#expect(')');
    return tree;
  }

  #relation(): FilterTree {
    const quantified = this.#accept('any') ?? this.#accept('all');
    const quantifier = (quantified?.text ?? null) as Quantifier;
    const left = this.#operand();
    if (this.#isSymbol('in')) return this.#membership(quantifier, left);
    if (this.#isSymbol('in', 1) && this.#accept('!') !== null)
      return { kind: 'not', part: this.#membership(quantifier, left) };
    const { start } = this.#next;
    const operator = this.#operator();
    if (operator === null) {
      if (quantifier !== null) throw this.#unexpected(this.#next, 'a comparison');
      return { kind: 'present', operand: left };
    }
    const right = this.#operand();
    if (this.#operator() !== null)
      throw new FilterError("comparisons do not chain: 'and' joins them", start, this.#previous.end);
    return { kind: 'relation', operator, quantifier, left, right };
  }

  #membership(quantifier: Quantifier, left: FilterOperand): FilterMembership {
    this.#expect('in');
    this.#expect('{');
    const elements: FilterRange[] = [];
    do {
      const from = this.#value('a value');
      elements.push({ from, to: this.#accept('..') === null ? null : this.#value('the end of the range') });
    } while (this.#accept(',') !== null);
    this.#expect('}');
    return { kind: 'membership', quantifier, left, elements };
  }

  #operator(): FilterRelation['operator'] | null {
    const { kind, text } = this.#next;
    if (kind !== 'symbol' || !OPERATORS.has(text)) return null;
    this.#at++;
    return text as FilterRelation['operator'];
  }

  #operand(): FilterOperand {
    const token = this.#value('a field or a value');
    const open = token.kind === 'word' ? this.#accept('(') : null;
    if (open === null) return token;
    const argument = this.#deeper(open, () => this.#operand());
    return { kind: 'call', name: token, argument, start: token.start, end: this.#expect(')').end };
  }

  #value(expected: string): FilterToken {
    const token = this.#next;
    if (token.kind !== 'word' && token.kind !== 'string') throw this.#unexpected(token, expected);
    this.#at++;
    return token;
  }

  /** Is that symbol `ahead` tokens after the current one? */
  #isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'symbol' && token.text === symbol;
  }

  #accept(symbol: string): FilterToken | null {
    if (!this.#isSymbol(symbol)) return null;
    this.#at++;
    return this.#previous;
  }

  #expect(symbol: string): FilterToken {
    const token = this.#accept(symbol);
    if (token === null) throw this.#unexpected(this.#next, `'${symbol}'`);
    return token;
  }

  #deeper<Result>(token: FilterToken, parse: () => Result): Result {
    this.#depth++;
    if (this.#depth > DEPTH_CAP)
      throw new FilterError(`nested deeper than ${DEPTH_CAP}`, token.start, token.end);
    const result = parse();
    this.#depth--;
    return result;
  }

  #unexpected(token: FilterToken, expected: string): FilterError {
    if (token.kind === 'end')
      return new FilterError(`expected ${expected}, found the end of the filter`, token.start, token.end);
    const lower = token.text.toLowerCase();
    const hint = token.text === 'AND' || token.text === 'OR' ? ` (write '${lower}')` : '';
    return new FilterError(`expected ${expected}, found '${token.text}'${hint}`, token.start, token.end);
  }
}
