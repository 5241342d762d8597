import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../../src/cli/terminal/shell-word.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { canRecord, recorded } from '../../support/programs/recording.ts';
import { ROOT } from '../../support/programs/root.ts';

const PROGRAM = join(ROOT, 'bin/ims-esp.js');
const CAPTURES = [
  'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap',
].map(name => join(ROOT, 'fixtures', name));
const [CAPTURE = ''] = CAPTURES;

/** What a terminal with so many columns gets of a command. */
function inTerminal(columns: number, words: readonly string[], environment = ''): string {
  const command = [process.execPath, PROGRAM, ...words].map(shellWord).join(' ');
  const script = `stty cols ${columns}; ${environment} ${command}`;
  return recorded(['sh', '-c', script], ROOT).toString('utf8');
}

function withoutColours(text: string): string[] {
  return text.replace(/\u001b\[\d+m/g, '').split('\r\n');
}

function piped(words: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  return spawnSync(process.execPath, [PROGRAM, ...words], {
    encoding: 'utf8',
    env: { ...inherited, ...environment },
  }).stdout;
}

describe.skipIf(!isBuilt || !canRecord)('lines of decode in a terminal', () => {
  test.each([80, 120, 200])('fit %i columns, and say who', columns => {
    for (const capture of CAPTURES) {
      const lines = withoutColours(inTerminal(columns, ['decode', '-q', capture]));
      expect(lines.length).toBeGreaterThan(40);
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(columns);
      expect(lines.find(line => line.includes('REGISTER'))).toContain(' 001010000000001');
    }
  });

  test('have colours by dialog, unless the user wants none', () => {
    const colours = /\u001b\[3[1-7]m/;
    expect(inTerminal(120, ['decode', '-q', CAPTURE])).toMatch(colours);
    expect(inTerminal(120, ['decode', '-q', '--color', 'never', CAPTURE])).not.toContain('\u001b');
    for (const environment of ['NO_COLOR=1', 'TERM=dumb', 'FORCE_COLOR=0'])
      for (const command of ['decode', 'diagnose', 'flow'])
        expect(inTerminal(120, [command, '-q', CAPTURE], environment)).not.toContain('\u001b');
  });
});

describe.skipIf(!isBuilt)('lines of decode in a pipe', () => {
  test('are whole, with the Call-ID, and without colours', () => {
    const [line] = piped(['decode', '-q', CAPTURE]).split('\n');
    expect(line).toMatch(
      / 10\.10\.0\.2:5060 +→ 10\.10\.0\.1:5060 .* 001010000000001 +bf7cc755f6c6@10\.10\.0\.2$/,
    );
  });

  test.each([
    [['--color', 'always'], {}],
    [[], { FORCE_COLOR: '1' }],
  ])('have colours with %j %j', (words, environment) => {
    for (const command of ['decode', 'diagnose', 'flow'])
      expect(piped([command, '-q', ...words, CAPTURE], environment)).toContain('\u001b[');
  });
});

describe.skipIf(!isBuilt)('decode --esp', () => {
  /** Gm alone, so that the keys are missing. */
  const withoutKey = join(ROOT, 'fixtures/e01-v4-udp-kamailio-scscf.eth.pcap');

  test('has a line for each packet that was not decrypted, in the order of time', () => {
    const lines = piped(['decode', '-q', '--esp', withoutKey]).trimEnd().split('\n');
    const closed = lines.filter(line => / ESP no key +0x[0-9a-f]{8} seq \d+$/.test(line));
    const [summary = ''] = piped(['decode', '-q', '-T', 'json', withoutKey]).trimEnd().split('\n').slice(-1);
    expect(closed).toHaveLength(JSON.parse(summary).esp.noKey);
    expect(closed.length).toBeGreaterThan(10);
    const frames = lines.map(line => Number.parseInt(line, 10));
    expect(frames).toEqual(frames.toSorted((one, other) => one - other));
    expect(piped(['decode', '-q', withoutKey])).not.toContain('ESP');
  });

  test('has none for what was decrypted, or came again', () => {
    expect(piped(['decode', '-q', '--esp', CAPTURE])).toBe(piped(['decode', '-q', CAPTURE]));
  });

  test.each([
    [['-T', 'json'], '--esp needs -T text'],
    [['-Y', 'sip'], '--esp lists packets, and -Y chooses messages'],
  ])('%j is a usage error', (words, reason) => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'decode', '--esp', ...words, CAPTURE], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining(reason)]);
  });
});

describe.skipIf(!isBuilt || !canRecord)('decode --esp in a terminal', () => {
  test.each([80, 120, 200])('fits %i columns', columns => {
    const capture = join(ROOT, 'fixtures/e01-v4-udp-kamailio-scscf.eth.pcap');
    const lines = withoutColours(inTerminal(columns, ['decode', '-q', '--esp', capture]));
    expect(lines.some(line => line.includes('ESP no key'))).toBe(true);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });
});
