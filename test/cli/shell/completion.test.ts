import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { completionScript } from '../../../src/cli/shell/completion.ts';
import { RULES } from '../../../src/diagnosis/rules/rule-book.ts';

/** Is a program on this machine? */
function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** What bash offers for the last of these words. */
function bash(...words: string[]): string[] {
  const line = words.map(word => `'${word}'`).join(' ');
  const script = `${completionScript('bash')}
COMP_WORDS=(ims-esp ${line}); COMP_CWORD=${words.length}; _ims_esp; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines('bash', ['-c', script]);
}

/** What fish offers for the last of these words. */
function fish(...words: string[]): string[] {
  const line = ['ims-esp', ...words].join(' ');
  const offered = lines('fish', ['-c', `${completionScript('fish')}\ncomplete -C '${line}'`]);
  return offered.map(one => one.split('\t')[0] as string);
}

/** What zsh offers for a line, in a terminal of its own, as its completion works in no other place. */
function zsh(line: string): string {
  const script = `
zmodload zsh/zpty
zpty z 'PS1=">" zsh -f -i'
zpty -w z 'autoload -Uz compinit && compinit -u -D; LISTMAX=10000; TRAPWINCH() {}; stty columns 200; source <(print -r -- $SCRIPT)'
zpty -w z 'print READY'
zpty -r -m z reply '*READY*READY*'
zpty -n -w z $LINE$'\\t\\t'
sleep 1
while zpty -r -t z reply; do print -r -- $reply; done`;
  const env = { ...process.env, SCRIPT: completionScript('zsh'), LINE: line, TERM: 'xterm' };
  return spawnSync('zsh', ['-f', '-c', script], { env, encoding: 'utf8', timeout: 20_000 }).stdout;
}

function lines(program: string, argv: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(line => line !== '');
}

const IDS = RULES.map(({ id }) => id);

describe.skipIf(!has('bash'))('completion in bash', () => {
  test.each([
    [['dec'], ['decode']],
    [
      ['decode', '-T', ''],
      ['text', 'json', 'fields'],
    ],
    [['decode', '--format', 'j'], ['json']],
    [['decode', '--format', '=', 'j'], ['json']],
    [
      ['decode', '--format', '='],
      ['text', 'json', 'fields'],
    ],
    [
      ['decode', '-e', 'sip.CSeq.'],
      ['sip.CSeq.method', 'sip.CSeq.seq'],
    ],
    [['flow', '--one'], ['--one-ladder']],
    [['explain', ''], IDS],
    [['explain', 'R12', 'R4'], IDS.filter(id => id.startsWith('R4'))],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'wi'], ['wireshark']],
    [['fields', 'esp.seq'], ['esp.sequence']],
  ] as const)('%j', (words, offered) => {
    // -W of compgen offers "wireshark" for no other letters.
    if (words[1] === 'wi') expect(bash(...words)).toEqual(['wireshark']);
    else expect(bash(...words)).toEqual(offered);
  });

  test('leaves files to bash', () => {
    expect(bash('decode', 'fix')).toEqual([]);
    expect(bash('decode', '--keys', '')).toEqual([]);
    expect(completionScript('bash')).toContain('complete -o default ');
  });
});

describe.skipIf(!has('fish'))('completion in fish', () => {
  test.each([
    [['dec'], ['decode']],
    [
      ['decode', '-T', ''],
      ['fields', 'json', 'text'],
    ],
    [
      ['decode', '-e', 'sip.CSeq.'],
      ['sip.CSeq.method', 'sip.CSeq.seq'],
    ],
    [['flow', '--one'], ['--one-ladder']],
    [
      ['completion', ''],
      ['bash', 'fish', 'zsh'],
    ],
  ] as const)('%j', (words, offered) => {
    expect(fish(...words).sort()).toEqual(offered);
  });
});

describe.skipIf(!has('zsh'))('completion in zsh', () => {
  test.each([
    ['ims-esp deco', /decode/],
    ['ims-esp decode -T ', /fields\s+json\s+text/],
    ['ims-esp decode -e sip.CSeq.', /sip\.CSeq\.method\s+sip\.CSeq\.seq/],
    ['ims-esp explain R4', /R40\s+R41\s+R42/],
  ])('%s', (line, offered) => {
    expect(zsh(line)).toMatch(offered);
  });
});
