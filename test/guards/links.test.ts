import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, pages, textOf } from '../support/docs/pages.ts';
import { ROOT } from '../support/programs/root.ts';

const { files, repository, homepage, bugs } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const OURS = /^https:\/\/github\.com\/ims-esp\/ims-esp\/(?:blob|tree)\/main\/([^#]*)(?:#(.*))?$/;

interface Link {
  /** The file that it leads to, relative to the repository; null for the web. */
  readonly file: string | null;
  readonly anchor: string;
  /** Is it a path, which an installed package has to hold? */
  readonly relative: boolean;
}

/** The links and pictures of a page, outside code. */
function linksOf(page: string): Link[] {
  const prose = textOf(page)
    .replaceAll(/```.*?```/gs, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(match => linkTo(match[1] as string, page));
}

function linkTo(target: string, page: string): Link {
  const ours = OURS.exec(target);
  if (ours !== null) return { file: ours[1] ?? '', anchor: ours[2] ?? '', relative: false };
  if (/^[a-z]+:/.test(target)) return { file: null, anchor: '', relative: false };
  const [path = '', anchor = ''] = target.split('#');
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  return { file, anchor, relative: true };
}

function isPacked(file: string): boolean {
  const always = ['README.md', 'LICENSE', 'package.json'];
  return [...always, ...files].some(entry => file === entry || file.startsWith(`${entry}/`));
}

describe.each(pages())('%s', page => {
  test('links to files and headings that are there', () => {
    const dead = linksOf(page).filter(({ file, anchor }) => {
      if (file === null) return false;
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== '' && !anchorsOf(file).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test.runIf(isPacked(page))('links to files that are packed with it', () => {
    const missing = linksOf(page).filter(
      ({ file, relative }) => relative && file !== null && !isPacked(file),
    );
    expect(missing).toEqual([]);
  });
});

test('the README and the docs are linked, and their pictures are small', () => {
  const all = pages().flatMap(linksOf);
  const targets = new Set(all.map(({ file }) => file));
  const orphans = pages().filter(page => page.startsWith('docs/') && !targets.has(page));
  expect(orphans).toEqual([]);
  const pictures = [...targets].filter(file => file !== null && /\.(svg|png)$/.test(file)) as string[];
  expect(pictures.length).toBeGreaterThan(1);
  for (const picture of pictures) expect(statSync(join(ROOT, picture)).size).toBeLessThan(200_000);
});

test('the package says where it comes from', () => {
  const home = 'https://github.com/ims-esp/ims-esp';
  expect([repository, homepage, bugs]).toEqual([
    { type: 'git', url: `git+${home}.git` },
    `${home}#readme`,
    `${home}/issues`,
  ]);
});
