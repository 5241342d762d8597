import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TurnFile } from '../../../src/analysis/input/turn-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const path = join(folder, `${i}`);
    writeFileSync(path, `file ${i}`);
    return path;
  });
}

/** Files of the folder that this process has open. */
function openFiles(): number {
  const found = readdirSync('/proc/self/fd', { encoding: 'utf8' });
  return found.filter(fd => existsSync(`/proc/self/fd/${fd}`)).length;
}

test.skipIf(!existsSync('/proc/self/fd'))('files in turns are read whole, few of them open at a time', () => {
  const before = openFiles();
  const files = written(200).map(path => new TurnFile(path));
  const texts = files.map(() => '');
  const buffer = Buffer.alloc(3);
  for (let turn = 0; turn < 4; turn++)
    for (const [i, file] of files.entries()) texts[i] += buffer.toString('latin1', 0, file.read(buffer));
  expect(openFiles() - before).toBeLessThanOrEqual(64);
  expect(texts).toEqual(files.map((_, i) => `file ${i}`));
  for (const file of files) file.close();
  expect(openFiles()).toBe(before);
});

test('a file that has taken the name of another is not read on', () => {
  const [first, ...others] = written(80) as [string, ...string[]];
  const file = new TurnFile(first);
  file.read(Buffer.alloc(2));
  const rest = others.map(path => new TurnFile(path));
  renameSync(others[0] as string, first);
  expect(() => file.read(Buffer.alloc(2))).toThrow('found another one of that name');
  for (const one of [file, ...rest]) one.close();
});

test('what cannot be opened throws', () => {
  expect(() => new TurnFile(join(folder, 'none'))).toThrow('ENOENT');
});
