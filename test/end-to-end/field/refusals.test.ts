import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { RegistrationDiagnosis } from '../../../src/model/diagnosis.ts';
import { fixture, run, SHARED } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/** Situations of `fixtures/field/` in which a REGISTER is refused, or accepted in half, for the library and the command. */
async function judged(name: string) {
  const file = fixture(`field/${name}.pcap`);
  const { diagnosis } = await analyse([{ name: file }], { diagnose: true });
  const { stdout } = await ims(['diagnose', file]);
  return { registrations: diagnosis?.registrations ?? [], printed: stdout.replace(/\s+/g, ' ') };
}

const errorsOf = (registrations: readonly RegistrationDiagnosis[]) =>
  registrations.flatMap(({ findings }) =>
    findings
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, confidence }) => `${rule} ${confidence}`),
  );

test('qop that was not offered', async () => {
  const { registrations, printed } = await judged('qop-not-offered-500');
  expect(errorsOf(registrations)).toEqual(['R25 certain']);
  expect(registrations[0]?.findings[0]?.frames.map(({ frame }) => frame)).toEqual([4, 5, 6]);
  expect(printed).toContain('Cause: The UE answers with a qop that was not offered (R25, certain)');
});

test('qop that was not offered, with the USIM: which form the response has', async () => {
  const { stdout } = await ims([
    'diagnose',
    fixture('field/qop-not-offered-usim.pcap'),
    '--usim',
    fixture('field/qop-not-offered-usim.json'),
  ]);
  const printed = stdout.replace(/\s+/g, ' ');
  expect(printed).toContain('ERROR R25 The UE answers with a qop that was not offered (certain)');
  expect(printed).toContain('the response has the form with qop=auth');
  expect(printed).not.toMatch(/not at fault|although its `response` is right/);
});

test('a P-CSCF that is refused by the PCRF', async () => {
  const { registrations, printed } = await judged('403-qos');
  expect(errorsOf(registrations)).toEqual(['G12 likely']);
  expect(printed).toMatch(/Rx or N5/);
  expect(printed).not.toMatch(/\bRES\b|OPc/);
});

test('what Warning says is shown and counts', async () => {
  const { registrations, printed } = await judged('warning-aka-add-sa');
  expect(errorsOf(registrations)).toEqual(['G12 likely', 'R07 likely']);
  for (const words of ['"AKA sync proc timeout"', '"AKA add SA failure"', 'Retry-After: 600'])
    expect(printed).toContain(words);
  expect(printed).not.toContain('lost the registration');
});

test('a wrong password is no matter of a USIM', async () => {
  const { registrations, printed } = await judged('md5-403');
  expect(errorsOf(registrations)).toEqual(['R24 likely']);
  expect(printed).toMatch(/password.*realm "pbx\.example\.net"/);
  expect(printed).not.toMatch(/\bRES\b|OPc|--usim/);
});

test('challenges without end', async () => {
  const { registrations, printed } = await judged('aka-401-loop');
  expect(registrations.map(({ outcome }) => outcome)).toEqual(['failed']);
  expect(errorsOf(registrations)).toEqual(['R24 likely']);
  expect(printed).toContain('3 challenges, no 200');
});

/** Runs of `lab/failures/` with their core capture and without. */
const LAB = [
  ['f13-v4-udp-cx-user-unknown.core', 'R26 certain', /does not know the user/, [10, 12]],
  ['f13-v4-udp-cx-user-unknown.sll2', 'R26 likely', /does not know the user/, [7]],
  ['f15-v4-udp-cx-silent.core', 'F13 certain', /HSS does not answer on Cx/, [9, 12, 19, 22, 30]],
  ['f15-v4-udp-cx-silent.sll2', 'F13 likely', /Cx interface fails/, [1, 4, 6, 8, 13]],
  ['f19-v4-udp-qop-not-offered.sll2', 'R25 certain', /qop that was not offered/, [5, 6, 10]],
] as const;

describe('runs of the lab', () => {
  for (const [name, error, title, frames] of LAB) {
    const path = join(SHARED, 'lab', 'failures', `${name}.pcap`);
    test.skipIf(!existsSync(path))(name, async () => {
      const { diagnosis } = await run([path], { diagnose: true });
      const registrations = diagnosis?.registrations ?? [];
      expect(errorsOf(registrations)).toEqual([error]);
      const [finding] = registrations[0]?.findings ?? [];
      expect(finding?.title).toMatch(title);
      expect(finding?.frames.map(({ frame }) => frame)).toEqual(frames);
    });
  }
});

test('a 200 without Contact: registered, but nobody knows for how long', async () => {
  const { registrations, printed } = await judged('200-no-contact');
  expect(registrations.map(({ outcome }) => outcome)).toEqual(['registered']);
  expect(printed).toContain('what was granted, and for how long, is not known');
  for (const command of ['diagnose', 'sas', 'flow', 'decode']) {
    const { stdout } = await ims([command, fixture('field/200-no-contact.pcap')]);
    expect(stdout).not.toMatch(/(?:[Rr]egistered|expires|granted) (?:for |in )?600000/);
  }
});

test('a REGISTER that the P-CSCF sends to itself: the hops are named', async () => {
  const { registrations, printed } = await judged('482-loop');
  expect(errorsOf(registrations)).toEqual(['G15 certain']);
  expect(printed).toContain('frame 2 172.22.0.21:5060 to 172.22.0.21:5060');
});
