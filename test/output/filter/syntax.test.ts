import { describe, expect, test } from 'vitest';
import { type FilterOperand, type FilterTree, filterTree } from '../../../src/output/filter/syntax.ts';

/** A tree in Polish notation. */
function shown(tree: FilterTree): string {
  switch (tree.kind) {
    case 'everything':
      return '*';
    case 'and':
    case 'or':
      return `(${tree.kind} ${tree.parts.map(shown).join(' ')})`;
    case 'not':
      return `(not ${shown(tree.part)})`;
    case 'present':
      return operand(tree.operand);
    case 'relation':
      return `(${prefix(tree.quantifier)}${tree.operator} ${operand(tree.left)} ${operand(tree.right)})`;
    case 'membership': {
      const elements = tree.elements.map(({ from, to }) =>
        to === null ? from.text : `${from.text}..${to.text}`,
      );
      return `(${prefix(tree.quantifier)}in ${operand(tree.left)} ${elements.join(' ')})`;
    }
  }
}

function prefix(quantifier: string | null): string {
  return quantifier === null ? '' : `${quantifier} `;
}

function operand(one: FilterOperand): string {
  if (one.kind === 'call') return `${one.name.text}[${operand(one.argument)}]`;
  return one.kind === 'string' ? `"${one.text}"` : one.text;
}

describe('filterTree', () => {
  test.each([
    ['', '*'],
    [' \t', '*'],
    ['sip', 'sip'],
    ['a or b and c', '(or a (and b c))'],
    ['a && b && c || d || e', '(or (and a b c) d e)'],
    ['(a or b) and c', '(and (or a b) c)'],
    ['not a == 1 and b', '(and (not (== a 1)) b)'],
    ['!!a', '(not (not a))'],
    ['a == "x y"', '(== a "x y")'],
    ['a ~ "x"', '(matches a "x")'],
    ['a in {1, 5..7}', '(in a 1 5..7)'],
    ['a not in {1}', '(not (in a 1))'],
    ['a ! in {1}', '(not (in a 1))'],
    ['all a not in {1}', '(not (all in a 1))'],
    ['any a != 1', '(any != a 1)'],
    ['all upper(lower(a)) contains b', '(all contains upper[lower[a]] b)'],
    ['len(a) > count(b)', '(> len[a] count[b])'],
  ])('%s', (filter, tree) => expect(shown(filterTree(filter))).toBe(tree));

  test.each([
    ['a ==', 4, 4, 'expected a field or a value, found the end of the filter'],
    ['a or', 4, 4, 'expected a field or a value, found the end of the filter'],
    ['(a', 2, 2, "expected ')', found the end of the filter"],
    ['a)', 1, 2, "expected 'and', 'or' or the end, found ')'"],
    ['a == 1 b', 7, 8, "expected 'and', 'or' or the end, found 'b'"],
    ['a AND b', 2, 5, "expected 'and', 'or' or the end, found 'AND' (write 'and')"],
    ['a == == b', 5, 7, "expected a field or a value, found '=='"],
    ['a < b < c', 2, 7, "comparisons do not chain: 'and' joins them"],
    ['a in {}', 6, 7, "expected a value, found '}'"],
    ['a in {1 2}', 8, 9, "expected '}', found '2'"],
    ['a in {1..}', 9, 10, "expected the end of the range, found '}'"],
    ['a in 1', 5, 6, "expected '{', found '1'"],
    ['a in {1} in {2}', 9, 11, "expected 'and', 'or' or the end, found 'in'"],
    ['any a', 5, 5, 'expected a comparison, found the end of the filter'],
    ['len(a, b) > 1', 5, 6, "expected ')', found ','"],
    ['a ! "in" {1}', 2, 3, "expected 'and', 'or' or the end, found '!'"],
  ])('%s', (filter, start, end, message) => {
    expect(() => filterTree(filter)).toThrow(expect.objectContaining({ message, start, end }));
  });

  test.each(['(', '!', 'not ', 'len('])('%s many times in one another is refused', opening => {
    expect(() =>
      filterTree(`${opening.repeat(50)}a${opening.includes('(') ? ')'.repeat(50) : ''}`),
    ).not.toThrow();
    expect(() => filterTree(`${opening.repeat(100_000)}a`)).toThrow('nested deeper than 100');
  });

  test('long chains are not nested', () => {
    expect(filterTree(Array(50_000).fill('a').join(' or '))).toMatchObject({ kind: 'or' });
  });
});
