import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cannotWrite } from '../../../src/cli/terminal/cannot-write.ts';
import { EXIT } from '../../../src/cli/terminal/terminal.ts';

test.each([
  ['ENOSPC', 'no space left'],
  ['EDQUOT', 'no space left'],
  ['EROFS', 'read-only file system'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOTDIR', 'no such folder'],
  ['EFBIG', 'larger than the system allows'],
  ['EIO', 'EIO: as the system says it'],
])('%s', (code, words) => {
  const error = Object.assign(new Error(`${code}: as the system says it`), { code });
  const { message, exitCode } = cannotWrite('out', 'the keys', error);
  expect([message, exitCode]).toEqual([`out: the keys could not be written: ${words}`, EXIT.UNREADABLE]);
});

test.each([
  [join('missing', 'folder', 'file'), 'no such folder'],
  ['x'.repeat(5000), 'name too long'],
])('what the system really throws', (path, words) => {
  let thrown: unknown;
  try {
    writeFileSync(join(tmpdir(), path), '');
  } catch (error) {
    thrown = error;
  }
  expect(cannotWrite('out', 'it', thrown).message).toBe(`out: it could not be written: ${words}`);
});
