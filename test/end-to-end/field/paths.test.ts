import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/** Of the first registration: outcome, what is found above a note, frames that show it, words of the text. */
const CASES: readonly (readonly [
  file: string,
  outcome: string,
  found: string[],
  frames: number[],
  text: RegExp,
])[] = [
  ['base-ok', 'registered', [], [], /^REGISTERED {2}Registered for 3600 s, protected by SA set 1/m],
  [
    'esp-first-fragment-only',
    'failed',
    ['G7 error likely'],
    [5, 6, 7, 8],
    /Only the first fragments \(1480 octets\) of ESP/,
  ],
  [
    'esp-fragments-unanswered',
    'failed',
    ['R11 error likely'],
    [6, 8, 10, 12],
    /First suspect the size: over 1300 octets a request belongs on TCP/,
  ],
  [
    'icmp-port-unreachable',
    'failed',
    ['G1 error certain'],
    [2, 4, 6, 8, 10],
    /Nothing listens on UDP port 5060 of the P-CSCF/,
  ],
  [
    'icmp-esp-proto-unreachable',
    'failed',
    ['R11 error certain'],
    [5, 6, 8, 10, 12],
    /answers with ICMP protocol unreachable \(4 times\)/,
  ],
  [
    'ipv6-other-address',
    'failed',
    ['R36 error likely'],
    [5, 6, 7, 8],
    /The UE sends ESP from another of its own addresses/,
  ],
];

describe.each(CASES)('%s', (file, outcome, found, frames, text) => {
  const path = fixture(`field/${file}.pcap`);

  test('in the library', async () => {
    const { diagnosis } = await analyse([{ name: path }], { diagnose: true });
    const [first] = diagnosis.registrations;
    const grave = first?.findings.filter(({ severity }) => severity !== 'note') ?? [];
    expect(first?.outcome).toBe(outcome);
    expect(grave.map(({ rule, severity, confidence }) => `${rule} ${severity} ${confidence}`)).toEqual(found);
    const shown = grave.flatMap(one => one.frames.map(({ frame }) => frame));
    expect(shown).toEqual(expect.arrayContaining([...frames]));
  });

  test('on the command line', async () => {
    const { exitCode, stdout } = await ims(['diagnose', '-q', '--fail-on', 'failed', path]);
    expect(exitCode).toBe(outcome === 'failed' ? 3 : 0);
    expect(stdout.replaceAll(/\n {4,}/g, ' ')).toMatch(text);
  });
});
