import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseGivenKeys } from '../../src/aka/key-file.ts';
import { parseUsims } from '../../src/aka/usim-file.ts';
import { COMMANDS } from '../../src/cli/parse/command-table.ts';
import { fieldNames } from '../../src/output/fields/fields.ts';
import { displayFilter } from '../../src/output/filter/display-filter.ts';
import { commandsShown, pages, textOf, withOutputs } from '../support/docs/pages.ts';
import { isBuilt } from '../support/programs/built.ts';
import { ROOT } from '../support/programs/root.ts';

const shown = pages().filter(page => commandsShown(page) > 0);

/** What a shell makes of `a.{b,c}`. */
function expanded(text: string): string[] {
  const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before = '', alternatives = '', after = ''] = match;
  return alternatives.split(',').flatMap(alternative => expanded(`${before}${alternative}${after}`));
}

describe.skipIf(!isBuilt || process.platform === 'win32')('what commands print', () => {
  test.each(shown)('%s shows it as it is (npm run docs)', async page => {
    await expect(withOutputs(page)).toMatchFileSnapshot(join(ROOT, page));
  });
});

test('there are pages with the output of commands', () => {
  expect(shown).toContain('README.md');
  expect(shown).toContain('docs/diagnose.md');
});

test('the fields are listed, neither more nor less', () => {
  const rows = textOf('docs/fields-and-filter.md')
    .split('\n')
    .filter(line => line.startsWith('| '));
  const listed = rows.flatMap(row => [...row.matchAll(/`([a-z{][^`"]*\.[^`"]*)`/g)]);
  expect(listed.flatMap(match => expanded(match[1] as string)).sort()).toEqual(fieldNames());
});

test('the display filters are right', () => {
  const filters = pages()
    .filter(page => page.startsWith('docs/'))
    .flatMap(page => [...textOf(page).matchAll(/ -Y '([^']+)'/g)].map(match => match[1] as string));
  expect(filters.length).toBeGreaterThan(4);
  for (const filter of filters) expect(() => displayFilter(filter)).not.toThrow();
});

test('the USIM and key files are understood', () => {
  const files = [...textOf('docs/keys.md').matchAll(/```json\n(.*?)```/gs)].map(match => match[1] as string);
  const [usims, keys] = [parseUsims(files[0] ?? ''), parseGivenKeys(files[1] ?? '')];
  expect([usims.entries.length, usims.issues, keys.entries.length, keys.issues]).toEqual([1, [], 1, []]);
});

test('the README has every command', () => {
  const readme = textOf('README.md');
  expect(
    COMMANDS.filter(({ name }) => !readme.includes(`| \`ims-esp ${name} `)).map(({ name }) => name),
  ).toEqual([]);
});

test('options in the docs are options of a command', () => {
  const known = new Set(COMMANDS.flatMap(({ options }) => options.map(({ name }) => `--${name}`)));
  const named = pages()
    .filter(page => page === 'README.md' || page.startsWith('docs/'))
    .flatMap(page => [...textOf(page).matchAll(/\bims-esp [^`\n]*|`--[^`\n]*/g)].map(([text]) => text))
    .flatMap(text => [...text.matchAll(/--[a-z][\w-]*/g)].map(([option]) => option));
  const foreign = ['--help', '--version', '--max-old-space-size'];
  expect([...new Set(named)].filter(option => !known.has(option) && !foreign.includes(option))).toEqual([]);
});

test('issues in the docs have the codes that the sources give them', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(join(ROOT, 'src', name), 'utf8'))
    .join('\n');
  const named = pages()
    .filter(page => page.startsWith('docs/'))
    .flatMap(page => [
      ...textOf(page).matchAll(/\bissue `([a-z-]+)`/g),
      ...(/\| issue \|.*?\n\n/s.exec(textOf(page))?.[0] ?? '').matchAll(/^\| `([a-z-]+)`/gm),
    ])
    .map(match => match[1] as string);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(code => !sources.includes(`'${code}'`))).toEqual([]);
});
