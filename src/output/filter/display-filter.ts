import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { latin1FromUtf8, utf8FromLatin1 } from '../../bytes/utf8.ts';
import type { FieldContext } from '../fields/field.ts';
import { FilterError } from './error.ts';
import {
  looksLikeField,
  namedSource,
  type Source,
  sourceOf,
  type TestedEvent,
  unknownField,
} from './operand.ts';
import {
  type Comparison,
  type FilterMembership,
  type FilterOperand,
  type FilterRelation,
  type FilterTree,
  filterTree,
} from './syntax.ts';
import type { FilterToken } from './tokens.ts';
import {
  bytesOf,
  type Comparable,
  type ComparableKind,
  KIND_NAMES,
  literalRange,
  type ValueRange,
} from './values.ts';

/** Does a message match? */
type DisplayFilter = (event: TestedEvent, context: FieldContext) => boolean;

/**
 * Reads a display filter in the language of Wireshark 4.0 (wireshark-filter(4)), which is supported in part: see
 * docs/fields-and-filter.md. If a message has a field several times, a comparison is true if one value matches; for
 * `!=` and `===` all values must match. For an absent field every comparison is false.
 *
 * @throws FilterError with the place of the mistake.
 */
export function displayFilter(filter: string): DisplayFilter {
  return compiled(filterTree(filter));
}

/** Does a display filter name something of messages that are no SIP? */
export function namesCore(filter: string): boolean {
  return mentionsCore(filterTree(filter));
}

function mentionsCore(tree: FilterTree): boolean {
  switch (tree.kind) {
    case 'everything':
      return false;
    case 'and':
    case 'or':
      return tree.parts.some(mentionsCore);
    case 'not':
      return mentionsCore(tree.part);
    case 'present':
      return sourceOf(tree.operand).isCore;
    case 'relation':
      return sourceOf(tree.left).isCore || isCoreOperand(tree.right);
    case 'membership':
      return sourceOf(tree.left).isCore;
  }
}

function isCoreOperand(operand: FilterOperand): boolean {
  if (operand.kind === 'call') return sourceOf(operand).isCore;
  return operand.kind === 'word' && namedSource(operand)?.isCore === true;
}

function compiled(tree: FilterTree): DisplayFilter {
  switch (tree.kind) {
    case 'everything':
      return () => true;
    case 'and': {
      const parts = tree.parts.map(compiled);
      return (event, context) => parts.every(part => part(event, context));
    }
    case 'or': {
      const parts = tree.parts.map(compiled);
      return (event, context) => parts.some(part => part(event, context));
    }
    case 'not': {
      const part = compiled(tree.part);
      return (event, context) => !part(event, context);
    }
    case 'present':
      return presence(tree.operand);
    case 'relation':
      return relation(tree, sourceOf(tree.left));
    case 'membership':
      return membership(tree, sourceOf(tree.left));
  }
}

function presence(operand: FilterOperand): DisplayFilter {
  const { read, computed, name } = sourceOf(operand);
  if (computed) throw new FilterError(`${name} must be compared with something`, operand.start, operand.end);
  return (event, context) => read(event, context).length > 0;
}

function relation(tree: FilterRelation, left: Source): DisplayFilter {
  switch (tree.operator) {
    case 'contains':
      return containment(tree, left);
    case 'matches':
      return matching(tree, left);
    default:
      return comparison(tree, tree.operator, left);
  }
}

/** Most values when two fields are compared: a hostile message can have 20,000 of each. */
const VALUES_CAP = 1000;

/** Does the relation hold between a value on the left and a value on the right? */
type Holds = (value: Comparable, range: ValueRange) => boolean;

const COMPARE: Readonly<Record<Comparison, Holds>> = {
  '==': within,
  '===': within,
  '!=': (value, range) => !within(value, range),
  '!==': (value, range) => !within(value, range),
  '<': (value, { low }) => value < low,
  '<=': (value, { high }) => value <= high,
  '>': (value, { high }) => value > high,
  '>=': (value, { low }) => value >= low,
};

function within(value: Comparable, { low, high }: ValueRange): boolean {
  return value >= low && value <= high;
}

function comparison(tree: FilterRelation, operator: Comparison, left: Source): DisplayFilter {
  const { right, quantifier } = tree;
  const kind = comparableKind(left, tree.left);
  const all = quantifier === null ? operator === '!=' || operator === '===' : quantifier === 'all';
  const other = rightSource(right, kind);
  const holds = COMPARE[operator];
  if (other === null) {
    const range = literalRange(right as FilterToken, kind, left.maximum);
    return quantified(left, all, value => holds(value, range));
  }
  if (other.kind !== kind) {
    const what = other.kind === 'bytes' || other.kind === 'presence' ? 'a protocol' : KIND_NAMES[other.kind];
    throw new FilterError(
      `${left.name} is ${KIND_NAMES[kind]}, ${other.name} is ${what}: they cannot be compared`,
      right.start,
      right.end,
    );
  }
  return (event, context) => {
    const values = left.read(event, context).slice(0, VALUES_CAP);
    const others = other.read(event, context).slice(0, VALUES_CAP);
    if (values.length === 0 || others.length === 0) return false;
    const holdsFor = (value: Comparable) => (low: Comparable) => holds(value, { low, high: low });
    return all
      ? values.every(value => others.every(holdsFor(value)))
      : values.some(value => others.some(holdsFor(value)));
  };
}

/** The field or function on the right; null for a value. Only text can be a bare word. */
function rightSource(right: FilterOperand, kind: ComparableKind): Source | null {
  if (right.kind === 'call') return sourceOf(right);
  if (right.kind !== 'word') return null;
  const source = namedSource(right);
  if (source === null && kind === 'text' && looksLikeField(right)) throw unknownField(right);
  return source;
}

function membership(tree: FilterMembership, left: Source): DisplayFilter {
  const kind = comparableKind(left, tree.left);
  const ranges = tree.elements.map(({ from, to }) => {
    const { low, high } = literalRange(from, kind, left.maximum);
    if (to === null) return { low, high };
    const last = literalRange(to, kind, left.maximum);
    if (last.high < low) throw new FilterError('the range ends before it begins', from.start, to.end);
    return { low, high: last.high };
  });
  return quantified(left, tree.quantifier === 'all', value => ranges.some(range => within(value, range)));
}

function containment(tree: FilterRelation, left: Source): DisplayFilter {
  requireText(tree, left);
  const { right } = tree;
  const all = tree.quantifier === 'all';
  const other = rightSource(right, 'text');
  if (other === null) {
    const needle = left.kind === 'text' ? (right as FilterToken).text : byteNeedle(right as FilterToken);
    return quantified(left, all, value => (value as string).includes(needle));
  }
  if (other.kind !== 'text')
    throw new FilterError(`contains: expected text, found ${other.name}`, right.start, right.end);
  const encoded: (text: string) => string = left.kind === 'text' ? text => text : latin1FromUtf8;
  return (event, context) => {
    const texts = (other.read(event, context) as readonly string[]).slice(0, VALUES_CAP).map(encoded);
    const has = (value: Comparable) => texts.some(text => (value as string).includes(text));
    const values = left.read(event, context).slice(0, VALUES_CAP);
    return texts.length > 0 && values.length > 0 && (all ? values.every(has) : values.some(has));
  };
}

/** The bytes to search for: hex digits without quotes are bytes, anything else is text in UTF-8. */
function byteNeedle({ kind, text }: FilterToken): string {
  return (kind === 'word' ? bytesOf(text) : null) ?? latin1FromUtf8(text);
}

function matching(tree: FilterRelation, left: Source): DisplayFilter {
  requireText(tree, left);
  const { right } = tree;
  if (right.kind !== 'string')
    throw new FilterError('matches: expected a pattern in double quotes', right.start, right.end);
  const pattern = patternOf(right);
  const text: (value: string) => string = left.kind === 'text' ? value => value : utf8FromLatin1;
  return quantified(left, tree.quantifier === 'all', value => pattern.test(text(value as string)));
}

/** Steps of a pattern, of which each character of a message may take all: with 500 one of 64 KB takes a second. */
const MOST_STEPS = 500;

/** RE2 searches in linear time for any input; JavaScript's RegExp may need exponential time. */
function patternOf({ text, start, end }: FilterToken): RE2JS {
  try {
    const pattern = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE);
    const size = pattern.programSize();
    if (size > MOST_STEPS)
      throw new FilterError(
        `pattern too large: expected ${MOST_STEPS} steps at most, found ${size}`,
        start,
        end,
      );
    return pattern;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new FilterError(`invalid pattern: ${reason}`, start, end);
  }
}

/** True if it holds for one value; with `all`, if there is a value and it holds for every one. */
function quantified(left: Source, all: boolean, holds: (value: Comparable) => boolean): DisplayFilter {
  if (!all) return (event, context) => left.read(event, context).some(holds);
  return (event, context) => {
    const values = left.read(event, context);
    return values.length > 0 && values.every(holds);
  };
}

/** The kind of the left side of a comparison. */
function comparableKind({ kind, name }: Source, { start, end }: FilterOperand): ComparableKind {
  if (kind === 'bytes')
    throw new FilterError(`${name} can be searched with contains and matches, not compared`, start, end);
  if (kind === 'presence') throw new FilterError(`${name} can only be tested for, not compared`, start, end);
  return kind;
}

function requireText({ operator, left }: FilterRelation, { kind, name }: Source): void {
  if (kind === 'text' || kind === 'bytes' || kind === 'octets') return;
  const what = kind === 'presence' ? 'has no text' : `is ${KIND_NAMES[kind]}`;
  throw new FilterError(`${name} ${what}: ${operator} needs text`, left.start, left.end);
}
