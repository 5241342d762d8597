import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from '../../../src/diagnosis/rules/rule-book.ts';

const FOLDER = resolve(import.meta.dirname, '../../../src/diagnosis/rules');

test('every file of a rule is in the book, once, under its own name', () => {
  const rooms = readdirSync(FOLDER, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const files = rooms
    .flatMap(({ name }) => readdirSync(resolve(FOLDER, name)))
    .map(file => (/^([a-z]+\d+[a-z]?)-/.exec(file)?.[1] ?? file).toUpperCase());
  expect(RULES.map(({ id }) => id.toUpperCase()).sort()).toEqual(files.sort());
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test('every rule says all that its page needs', () => {
  const poor = RULES.filter(
    ({ title, term, evidence, advice, settle }) =>
      [title, term, evidence, advice].some(text => text.trim() === '') || settle === '',
  );
  expect(poor).toEqual([]);
});
