import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shellWord } from '../../../src/cli/terminal/shell-word.ts';

test('plain names stay as they are', () => {
  for (const word of ['trace.pcap', '/tmp/a-b_c/x=1,2@3%4+5:6']) expect(shellWord(word)).toBe(word);
});

test.skipIf(!existsSync('/bin/sh'))('a shell reads what was meant, and runs nothing', () => {
  for (const word of [
    '',
    'a b',
    "it's",
    "'",
    '$(id)',
    '`id`',
    'a;b',
    'a\nb',
    '~',
    '*',
    '\\',
    '"x"',
    'ü&é',
    '#x',
  ]) {
    const echoed = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' });
    expect(echoed).toBe(word);
  }
});
