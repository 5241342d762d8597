import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundedText } from '../../../src/cli/inputs/bounded-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  writeFileSync(join(folder, 'a'), 'abc');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file up to its bound, and an error for one with more or of another kind', async () => {
  expect(await boundedText('keys', join(folder, 'a'), 'utf8', 3)).toBe('abc');
  expect(await boundedText('keys', join(folder, 'a'), 'utf8', 2)).toEqual(
    new Error('expected 2 bytes at most, found more'),
  );
  expect(await boundedText('keys', folder, 'utf8', 3)).toBeInstanceOf(Error);
});

test('a file that does not exist is a usage error', async () => {
  await expect(boundedText('keys', join(folder, 'b'), 'utf8', 3)).rejects.toThrow(/^--keys: .*ENOENT/);
});
