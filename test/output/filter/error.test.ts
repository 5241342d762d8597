import { expect, test } from 'vitest';
import { FilterError, markedText } from '../../../src/output/filter/error.ts';

const marked = (filter: string, start: number, end: number) =>
  markedText(filter, new FilterError('wrong', start, end));

test('the place is marked below the filter', () => {
  expect(marked('a == sip.Foo', 5, 12)).toBe('  a == sip.Foo\n       ^~~~~~~');
});

test('the end is a place too', () => {
  expect(marked('a ==', 4, 4)).toBe('  a ==\n      ^');
});

test('what is escaped shifts the mark', () => {
  expect(marked('a\n== x', 5, 6)).toBe('  a\\x0a== x\n          ^');
});
