import { expect, test } from 'vitest';
import { signsOfPcscf, signsOfUe } from '../../../../src/diagnosis/evidence/silence/signs-of-life.ts';
import { caseOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const START = { seconds: 0, nanoseconds: 0 };

test('fragments of an end show it alive, and only that end', async () => {
  const script = new Script().register().challengeMw().challenge().answer().onlyFragment('first', 48, 7);
  const subject = await caseOf(script);
  expect(signsOfUe(subject, START)).toMatchObject([{ kind: 'fragments', source: UE.address, protocol: 50 }]);
  expect(signsOfPcscf(subject, START)).toEqual([]);
});

test('so does a segment of TCP that completes no message', async () => {
  const flow = { source: PCSCF.address, sourcePort: 5060, destination: UE.address, destinationPort: 5060 };
  const script = new Script().register().tcp(flow, { sequence: 1 }, 'SIP/2.0 401 Unauth');
  const subject = await caseOf(script);
  expect(signsOfPcscf(subject, START)).toMatchObject([{ kind: 'tcp', frame: 2 }]);
  expect(signsOfUe(subject, START)).toEqual([]);
});
