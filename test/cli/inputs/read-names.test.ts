import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNames } from '../../../src/cli/inputs/read-names.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('several files: the first name of an address counts', async () => {
  const { hosts, issues } = await readNames([
    file('a', '10.0.0.1 one\n'),
    file('b', '10.0.0.1 two\n10.0.0.2 b\n'),
  ]);
  expect([...hosts.all.values()]).toEqual(['one', 'b']);
  expect(issues).toEqual([]);
});

test('damaged lines of a file are one issue, with file and line', async () => {
  const path = file('c', '10.0.0.1 one\noops\n10.0.0.2\n');
  const { issues } = await readNames([path]);
  expect(issues.map(({ message, damage }) => [message, damage])).toEqual([
    [`${path}: line 2: expected an address and a name, found 'oops' (and 1 more such lines)`, false],
  ]);
});

test('a file that cannot be read is an issue with damage, and the others count', async () => {
  const { hosts, issues } = await readNames([folder, file('d', '10.0.0.1 one\n')]);
  expect(hosts.all.size).toBe(1);
  expect(issues.map(({ damage }) => damage)).toEqual([true]);
  await expect(readNames([join(folder, 'none')])).rejects.toThrow(/^--names: .*ENOENT/);
});
