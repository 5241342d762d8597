import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import { labCaptures, SHARED } from '../../support/programs/lab.ts';

/** What the truth of each run says that went wrong on purpose: outcome, rules above a note, words of the verdict. */
const EXPECTED: readonly (readonly [run: string, outcome: string, rules: string[], verdict: RegExp])[] = [
  ['b30', 'failed', ['R37 certain'], /REGISTER got 494 .*Cause: Security-Verify differs/],
  ['b31', 'failed', ['R12 certain'], /has a bad ICV .*Cause: No known key verifies/],
  [
    'b32',
    'incomplete',
    ['R01 possible'],
    /^The registration stops at the challenge .*Cause: The capture ends before the UE answers the challenge/,
  ],
  [
    'b33',
    'failed',
    ['R08b likely'],
    /^The protected REGISTER got no final response .*kept the Security-Client/,
  ],
  ['b34', 'failed', ['R24 likely'], /REGISTER got 403 .*answer to the challenge is refused/],
  [
    'b38',
    'failed',
    ['R08b likely'],
    /sends ESP under the new SAs .*nothing comes back\. .*kept the Security-Client/,
  ],
  ['b71', 'failed', ['R13 likely'], /sends ESP under the new SAs .*nothing comes back\. .*3DES/],
];

async function diagnosed(path: string) {
  const { diagnosis } = await analyse([{ name: path }], { diagnose: true });
  return {
    registrations: diagnosis.registrations,
    all: allFindings(diagnosis),
  };
}

describe('what went wrong on purpose is what is found, and nothing else', () => {
  const captures = labCaptures();
  for (const [run, outcome, rules, verdict] of EXPECTED) {
    const capture = captures.find(({ name, kind }) => name.startsWith(`${run}-`) && kind === 'sll2');
    test.skipIf(capture === undefined)(run, async () => {
      const { registrations, all } = await diagnosed(capture?.path ?? '');
      expect(registrations.map(one => one.outcome)).toEqual([outcome]);
      expect(registrations[0]?.verdict).toMatch(verdict);
      const grave = all.filter(({ severity }) => severity !== 'note');
      expect(grave.map(({ rule, confidence }) => `${rule} ${confidence}`)).toEqual(rules);
    });
  }
});

describe('runs that went well, but not straight on', () => {
  const EXPECTED_NOTES: readonly (readonly [
    run: string,
    outcome: string,
    notes: string[],
    verdict: RegExp,
  ])[] = [
    ['b14', 'registered', ['S2'], /^Registered .*hmac-sha-1-96\/aes-cbc/],
    ['b35', 'deregistered', [], /^Registered, then de-registered/],
    ['d01', 'registered', ['E2'], /^Registered/],
    ['e03', 'registered', ['R03'], /^Registered for \d+ s after SQN resynchronisation/],
    ['x01', 'registered', ['C1', 'E2'], /^Registered/],
  ];
  const captures = labCaptures();
  for (const [run, outcome, notes, verdict] of EXPECTED_NOTES) {
    const capture = captures.find(({ name, kind }) => name.startsWith(`${run}-`) && kind === 'sll2');
    test.skipIf(capture === undefined)(run, async () => {
      const { registrations, all } = await diagnosed(capture?.path ?? '');
      expect(registrations.map(one => one.outcome)).toEqual([outcome]);
      expect(registrations[0]?.verdict).toMatch(verdict);
      expect(all.map(({ rule, severity }) => `${severity} ${rule}`).sort()).toEqual(
        notes.map(rule => `note ${rule}`).sort(),
      );
    });
  }
});

describe('captures of others', () => {
  const registration = join(SHARED, 'public', 'open5gs-ipsec_reg.pcapng');
  const call = join(SHARED, 'public', 'open5gs-ipsec_to_ipsec_call.pcapng');

  test.skipIf(!existsSync(registration))('a Samsung on Open5GS registers, and CK and IK leak', async () => {
    const { registrations, all } = await diagnosed(registration);
    expect(registrations.map(one => one.outcome)).toEqual(['registered']);
    expect(registrations[0]?.registration.attempts.map(({ response }) => response)).toContain('confirmed');
    const rules = all.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['R02', 'R14', 'R19']));
    expect(rules).not.toContain('E3');
    expect(all.find(({ rule }) => rule === 'R19')?.frames).toContainEqual({ file: 0, frame: 698 });
    expect(all.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.skipIf(!existsSync(call))('a capture that begins in mid-session says so', async () => {
    const { registrations, all } = await diagnosed(call);
    expect(registrations).toEqual([]);
    expect(all.map(({ rule, severity }) => `${severity} ${rule}`)).toContain('note R42');
  });
});
