import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import { EspTimes } from '../../../src/output/report/esp-times.ts';
import {
  countsOf,
  findingFacts,
  issueFacts,
  outcomesOf,
  registrationFacts,
  registrationsOf,
  saFacts,
  worstFirst,
} from '../../../src/output/report/report-facts.ts';
import { KEY, saSets } from '../../support/captures/sa-set.ts';
import { diagnosisOf } from '../../support/events/diagnosis.ts';
import { fixture, run } from '../../support/programs/lab.ts';

const START = { seconds: 1_700_000_000, nanoseconds: 0 };
const found = await run([fixture('a29-v4-udp-rereg.sll2.pcap')]);

test('without a diagnosis: the outcome and the attempts', () => {
  const [one] = registrationsOf(found, null).map(registration => registrationFacts(registration, START));
  expect(one).toMatchObject({ outcome: 'registered', verdict: null, steps: [], findings: [], sets: [1, 2] });
  expect(one?.attempts.map(({ cseq, status, set, outcome }) => [cseq, status, set, outcome])).toEqual([
    [1, 401, null, 'challenged'],
    [2, 200, 1, 'registered'],
    [3, 401, 1, 'challenged'],
    [4, 200, 2, 'registered'],
  ]);
});

test('with a diagnosis: its verdict, steps and findings', () => {
  const diagnosis = diagnosisOf(found.registrations);
  const [one] = registrationsOf(found, diagnosis).map(registration => registrationFacts(registration, START));
  expect(one).toMatchObject({ outcome: 'failed', verdict: diagnosis.registrations[0]?.verdict });
  expect(one?.steps.map(({ time }) => time)).toEqual([0, 1_000_000, 2_000_000, 3_000_000]);
  expect(one?.findings).toEqual(diagnosis.registrations[0]?.findings.map(findingFacts));
});

test('registrations that failed come first', () => {
  const [one] = registrationsOf(found, null);
  if (one === undefined) throw new Error('the capture lacks a registration');
  const all = (['registered', 'failed', 'deregistered', 'incomplete', 'failed'] as const).map(
    (outcome, i) => ({
      ...one,
      outcome,
      verdict: `${i}`,
    }),
  );
  expect(worstFirst(all).map(({ verdict }) => verdict)).toEqual(['1', '4', '3', '0', '2']);
  expect(outcomesOf(all)).toEqual({ registered: 1, failed: 2, incomplete: 1, deregistered: 1 });
});

test('an SA: its counts and its packets over time, its keys on demand', () => {
  const [set] = saSets({});
  const sa = set?.sas[0] as SecurityAssociation;
  const times = new EspTimes(10);
  times.begin(0, 0);
  times.note({ destination: sa.destination, spi: sa.spi, seconds: 0, nanoseconds: 2e6, icvBad: true });
  const facts = saFacts(sa, times, false);
  expect(facts).toMatchObject({ name: 'uc->ps', spi: '0x0000115c', frames: null, state: 'temporary' });
  expect([facts.chart?.packets[2], facts.chart?.bad[2]]).toEqual([1, 1]);
  expect(JSON.stringify(facts)).not.toContain(toHex(KEY.ck));
  expect(saFacts(sa, new EspTimes(1), true)).toMatchObject({ chart: null, encryptionKey: toHex(KEY.ck) });
});

test('counts, with what is bad among them', async () => {
  const wrong = await run([fixture('b31-v4-udp-wrong-ik.sll2.pcap')]);
  const counts = new Map(countsOf(wrong.summary).map(([label, count, tone]) => [label, [count, tone]]));
  expect(counts.get('ICV bad')).toEqual([wrong.summary.esp.icvBad, 'bad']);
  expect(counts.get('SIP messages')).toEqual([wrong.messages.length, 'plain']);
});

test('an issue keeps what is for people', () => {
  const issue = {
    code: 'c',
    layer: 'sip',
    damage: true,
    file: 0,
    frame: 3,
    offset: 9,
    message: 'm',
  } as const;
  expect(issueFacts(issue)).toEqual({
    code: 'c',
    layer: 'sip',
    damage: true,
    file: 0,
    frame: 3,
    message: 'm',
  });
});
