import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/docs/pages.ts';
import { ROOT } from '../support/programs/root.ts';

/** Files and folders of the repository, relative to it and, for those of the sources, to `src/` as well. */
const paths = new Set<string>();
for (const root of ['src', 'test', 'docs', 'examples', 'fixtures'])
  for (const entry of readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' })) {
    const path = entry.replaceAll('\\', '/');
    paths.add(`${root}/${path}`);
    if (root === 'src') paths.add(path);
  }
const names = new Set([...paths, ...readdirSync(ROOT)].map(path => basename(path)));

/** Where a source and its test stand, in general. */
const PATTERNS = ['src/a/b.ts', 'test/a/b.test.ts'];

/** The paths and names of files that a page says in code. */
function namedIn(page: string): string[] {
  const prose = textOf(page).replaceAll(/```.*?```/gs, '');
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].map(match => match[1] as string);
  return code.filter(text => /^[\w./-]+(\/|\.(ts|js|md|json))$/.test(text) && !PATTERNS.includes(text));
}

function isThere(name: string): boolean {
  const path = name.replace(/\/$/, '');
  return name.includes('/') ? paths.has(path) || names.has(path) : names.has(name);
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', page => {
  test('names files and folders that are there', () => {
    expect(namedIn(page).length).toBeGreaterThan(10);
    expect(namedIn(page).filter(name => !isThere(name))).toEqual([]);
  });
});

test('ARCHITECTURE.md has every room of the sources', () => {
  const map = textOf('ARCHITECTURE.md');
  const layers = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter(entry => entry.isDirectory());
  const rooms = layers.flatMap(({ name }) =>
    readdirSync(join(ROOT, 'src', name), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => `${name}/${entry.name}`),
  );
  expect(rooms.filter(room => !map.includes(`\`${room}\``))).toEqual([]);
  expect(layers.map(({ name }) => name).filter(name => !map.includes(`| \`${name}/\` |`))).toEqual([]);
});
