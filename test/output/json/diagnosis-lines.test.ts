import { expect, test } from 'vitest';
import { diagnosisLines } from '../../../src/output/json/diagnosis-lines.ts';
import { diagnosed, mechanism, Script, UE } from '../../support/events/script.ts';

const refused = () =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ headers: { 'Security-Verify': mechanism(UE) } })
    .ok({ startLine: 'SIP/2.0 494 Security Agreement Required' });

async function lines(files: readonly string[]) {
  return diagnosisLines(await diagnosed(refused()), files)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

test('a registration with verdict and steps, then its findings', async () => {
  const [registration, finding] = await lines(['a.pcap']);
  expect(registration).toMatchObject({
    type: 'registration',
    callId: 'a@ue',
    outcome: 'failed',
    attempts: [{ cseq: 1 }, { cseq: 2 }],
  });
  expect(registration.verdict).toMatch(/^The protected REGISTER got 494/);
  expect(registration.steps[0]).toMatchObject({
    kind: 'request',
    mark: 'plain',
    time: '1700000000.010000000',
    frames: [1],
  });
  expect(finding).toMatchObject({
    type: 'finding',
    rule: 'R37',
    severity: 'error',
    confidence: 'certain',
    frames: [3, 4, 5],
    callId: 'a@ue',
  });
  expect(Object.keys(finding)).toEqual(expect.arrayContaining(['title', 'detail', 'advice', 'settle']));
});

test('with several inputs each frame has its file', async () => {
  const [, finding] = await lines(['a.pcap', 'b.pcap']);
  expect(finding.frameFiles).toEqual(['a.pcap', 'a.pcap', 'a.pcap']);
});
