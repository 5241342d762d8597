import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/cli/terminal/version.ts';
import { BUILT, isBuilt } from '../support/programs/built.ts';

const ENTRY = join(BUILT, 'cli/entry.js');

describe.skipIf(!isBuilt)('the program', () => {
  test('prints its version', () => {
    for (const option of ['--version', '-v']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, option], { encoding: 'utf8' });
      expect([status, stdout, stderr]).toEqual([0, `${VERSION}\n`, '']);
    }
  });

  test.skipIf(!existsSync('/dev/full'))('fails if its version cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status } = spawnSync(process.execPath, [ENTRY, '--version'], {
      stdio: ['ignore', full, 'ignore'],
    });
    closeSync(full);
    expect(status).toBe(2);
  });

  test('gives the exit code of the command line', () => {
    const { status, stderr } = spawnSync(process.execPath, [ENTRY, 'decode', '/absent'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining('/absent')]);
  });
});
