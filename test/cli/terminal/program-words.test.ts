import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programWords } from '../../../src/cli/terminal/program-words.ts';
import { ROOT } from '../../support/programs/root.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');

test('Node and the file of the program start it', () => {
  const [node = '', ...rest] = programWords([process.execPath, PROGRAM, 'extcap']);
  expect(rest).toEqual([PROGRAM]);
  expect(execFileSync(node, ['-p', '1'], { encoding: 'utf8' })).toBe('1\n');
});

test('a single executable starts itself', () => {
  expect(programWords(['/no/such/ims-esp', '/no/such/ims-esp', 'extcap'])).toEqual(['/no/such/ims-esp']);
  // Node names it as it was called.
  expect(programWords(['/no/such/ims-esp', 'ims-esp', 'extcap'])).toEqual(['/no/such/ims-esp']);
});
