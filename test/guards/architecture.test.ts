import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { addTo } from '../../src/bytes/tables/add-to.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCE = join(ROOT, 'src');

/** A folder may import from itself and from folders of a lower rank; folders of one rank not from each other. */
const RANKS = [
  ['model'],
  ['bytes'],
  ['capture'],
  ['net'],
  ['sip', 'diameter', 'access'],
  ['aka'],
  ['ipsec'],
  ['registration'],
  ['diagnosis'],
  ['lane'],
  ['analysis'],
  ['output'],
  ['cli'],
];

/** Folders that may use the outside world (files, processes, consoles). */
const WITH_IO = new Set(['analysis', 'output', 'cli']);

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => name.split(sep).join('/'))
  .sort();

/** What runs in the browser that shows a report: plain JavaScript and its style. */
const pageFiles = readdirSync(join(SOURCE, 'output/report/page')).map(name => `output/report/page/${name}`);

function textOf(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8');
}

function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] as string);
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : '';
}

/** The files of the sources that a file imports. */
function targetsOf(file: string): string[] {
  const relatives = importsOf(file).filter(name => name.startsWith('.'));
  return relatives.map(name => posix.join(posix.dirname(file), name));
}

/** Is `inner` the folder `outer` or somewhere inside it? */
function isWithin(inner: string, outer: string): boolean {
  return outer === '.' || inner === outer || inner.startsWith(`${outer}/`);
}

/** The first way found that leads from a node back to itself; empty without one. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node]);
      if (circle.length > 0) return circle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const circle = walk(node, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function rankOf(folder: string): number {
  return RANKS.findIndex(rank => rank.includes(folder));
}

describe('architecture', () => {
  test('every source folder is one of the known layers', () => {
    const unknown = new Set(files.map(folderOf).filter(folder => folder !== '' && rankOf(folder) < 0));
    expect([...unknown]).toEqual([]);
  });

  test('folders import only from themselves and from folders to their left', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const folder = folderOf(file);
      if (folder === '') continue;
      for (const target of targetsOf(file)) {
        const other = folderOf(target);
        if (other !== folder && rankOf(other) >= rankOf(folder)) wrong.push(`${file} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    expect(circleIn(new Map(files.map(file => [file, targetsOf(file)])))).toEqual([]);
    expect(
      circleIn(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });

  test('no rooms beside each other import each other in a circle', () => {
    const graph = new Map<string, string[]>();
    for (const file of files)
      for (const target of targetsOf(file)) {
        const [from, to] = [posix.dirname(file), posix.dirname(target)];
        // A room may use what stands in the folder around it, which may use the room.
        if (!isWithin(from, to) && !isWithin(to, from)) addTo(graph, from, to);
      }
    expect(circleIn(graph)).toEqual([]);
  });

  test('no folder has more than a dozen files', () => {
    const rooms = new Map<string, string[]>();
    for (const file of files) addTo(rooms, posix.dirname(file), file);
    const full = [...rooms].filter(([, own]) => own.length > 12).map(([room]) => room);
    expect(full).toEqual([]);
  });

  test('layers below analysis do no input or output', () => {
    const wrong = files.filter(file => {
      if (WITH_IO.has(folderOf(file)) || folderOf(file) === '') return false;
      const usesModule = importsOf(file).some(name =>
        /^node:(fs|process|stream|zlib|os|child_process)/.test(name),
      );
      return usesModule || /\b(process\.|console\.|Date\.now|performance\.)/.test(textOf(file));
    });
    expect(wrong).toEqual([]);
  });

  test('only cli touches the process', () => {
    const wrong = files.filter(file => folderOf(file) !== 'cli' && /\bprocess\./.test(textOf(file)));
    expect(wrong).toEqual([]);
  });

  test('the page of a report imports only its own modules', () => {
    const wrong = pageFiles.flatMap(file =>
      [...textOf(file).matchAll(/@?\bimport \{[^}]*\} from '([^']+)'/g)]
        .map(match => match[1] as string)
        .filter(name => !/^\.\/[\w-]+\.js$/.test(name) && name !== '../report-data.ts'),
    );
    expect(pageFiles.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  test('no file is longer than 400 lines', () => {
    const long = [...files, ...pageFiles].filter(file => textOf(file).split('\n').length > 401);
    expect(long).toEqual([]);
  });

  test('every source file with behaviour has its test', () => {
    const missing = files.filter(file => {
      if (file.endsWith('.d.ts') || folderOf(file) === 'model') return false;
      if (!/\b(function\b|class\b|=>)/.test(textOf(file))) return false;
      return !existsSync(join(ROOT, 'test', file.replace(/\.ts$/, '.test.ts')));
    });
    expect(missing).toEqual([]);
  });
});
