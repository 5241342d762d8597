import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { allFindings } from '../../../../src/diagnosis/all-findings.ts';
import { natPortNotFollowed } from '../../../../src/diagnosis/rules/path/g9-nat-port-not-followed.ts';
import { caseOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

async function findingIn(file: string) {
  const { diagnosis } = await analyse([{ name: fixture(file) }], { diagnose: true });
  return allFindings(diagnosis).find(({ rule }) => rule === 'G9');
}

test('the NAT says that it has the old port no more', async () => {
  const finding = await findingIn('failures/f25-v4-udp-nat-port-not-followed.sll2.pcap');
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.detail).toContain('port 33001, then from 10.10.0.9 port 33777 (frame 52)');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual(expect.arrayContaining([52, 56, 57]));
});

test('a P-CSCF that follows is worth a note', async () => {
  const finding = await findingIn('failures/f37-v4-udp-nat-port-followed.sll2.pcap');
  expect(finding?.severity).toBe('note');
  expect(finding?.detail).toContain('It follows in frame 68');
});

test('nothing without UDP around the ESP', async () => {
  const script = new Script().register().challengeMw().challenge().answer().ok();
  expect(natPortNotFollowed.check(await caseOf(script), [])).toBeNull();
});
