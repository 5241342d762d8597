import { readdirSync, readFileSync } from 'node:fs';
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

test('a rule that is certain at times says why no other cause is left', () => {
  const rooms = readdirSync(FOLDER, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const wrong = rooms.flatMap(({ name }) =>
    readdirSync(resolve(FOLDER, name)).filter(file => {
      const text = readFileSync(resolve(FOLDER, name, file), 'utf8');
      return /\? 'certain'|: 'certain'|'certain' as const/.test(text) !== /\n {2}certain:/.test(text);
    }),
  );
  expect(wrong).toEqual([]);
});
