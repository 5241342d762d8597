import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/parse/command-table.ts';
import { manPages } from '../../../src/cli/shell/man-page.ts';

const PAGES = manPages('1.2.3');
const hasMandoc = spawnSync('mandoc', ['-T', 'lint'], { input: '' }).error === undefined;

describe('the manual', () => {
  test('has a page for the program and each command, with all options', () => {
    const text = new Map(PAGES);
    expect(text.get('ims-esp.1')).toContain('ims\\-esp\\-decode');
    for (const { name, options } of COMMANDS)
      for (const option of options)
        expect(text.get(`ims-esp-${name}.1`)).toContain(`\\-\\-${option.name.replaceAll('-', '\\-')}\\fR`);
  });

  test.skipIf(!hasMandoc).each(PAGES)('%s: mandoc has nothing to say against it', (_, text) => {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
      input: text,
      encoding: 'utf8',
    });
    // A date would change each page with each release.
    expect(stdout.split('\n').filter(line => line !== '' && !line.includes('missing date'))).toEqual([]);
  });
});
