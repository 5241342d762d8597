import { describe, expect, test } from 'vitest';
import { diagnosed, findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const end = 'OPTIONS sip:ims SIP/2.0';
const ue = { ...UE, address: '2001:db8:1::2' };
const pcscf = { ...PCSCF, address: '2001:db8:2::2' };

describe.each([
  ['IPv4', {}],
  ['IPv6', { ue, pcscf }],
])('%s', (_family, ends) => {
  const challenged = () => new Script().register(ends).challengeMw().challenge(ends);

  test.each(['first', 'later'] as const)('only the %s fragments of the answer', async which => {
    const script = challenged();
    for (let id = 1; id <= 3; id++) script.answer(ends).onlyFragment(which, 560, id).wait(id);
    const diagnosis = await diagnosed(script.wait(40).mw(end));
    expect(diagnosis.registrations[0]?.outcome).toBe('failed');
    const findings = diagnosis.registrations[0]?.findings ?? [];
    expect(findings.map(({ rule }) => rule)).not.toContain('R01');
    expect(findings[0]).toMatchObject({ rule: 'G7', severity: 'error', confidence: 'likely' });
    expect(findings[0]?.title).toBe('Fragments of ESP from the UE are lost');
    expect(findings[0]?.frames[0]?.frame).toBe(4);
  });
});

test.each([
  ['IPv4', {}, [11, 1]],
  ['IPv6', { ue, pcscf }, [3, 1]],
] as const)('an ICMP error about missing fragments proves it: %s', async (_family, ends, error) => {
  const script = new Script().register(ends).challengeMw().challenge(ends);
  script.answer(ends).onlyFragment('first', 560, 1);
  script.wait(30).icmp(error, script.lastPacket, (ends as { pcscf?: typeof PCSCF }).pcscf?.address);
  const [finding] = await findingsOf('G7', script.wait(12).mw(end));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', settle: null });
  expect(finding?.detail).toContain('answers with ICMP fragment reassembly time exceeded');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a later success over TCP is named, and it is a warning then', async () => {
  const script = new Script().register().challengeMw().challenge();
  script.answer().onlyFragment('first', 560, 1).wait(4);
  const headers = { Via: 'SIP/2.0/TCP 10.0.0.1:32001;branch=z9hG4bKanswer' };
  script.answer({ headers }).ok();
  const [finding] = await findingsOf('G7', script.wait(40).mw(end));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toContain('Then the UE registers over');
});

test('once only, it is possible', async () => {
  const script = new Script().register().challengeMw().challenge();
  const [finding] = await findingsOf('G7', script.answer().onlyFragment('first', 560, 1).wait(40).mw(end));
  expect(finding).toMatchObject({ confidence: 'possible' });
});

test('nothing without fragments, and nothing for a few that were lost later', async () => {
  const registered = () => new Script().register().challengeMw().challenge().answer().ok();
  expect(await findingsOf('G7', registered().wait(40).mw(end))).toEqual([]);
  const message = registered().esp('uc->ps', 'MESSAGE sip:bob@ims SIP/2.0', {
    callId: 'm@ue',
    body: 'x'.repeat(900),
  });
  expect(await findingsOf('G7', message.onlyFragment('first', 560, 1).wait(40).mw(end))).toEqual([]);
});

test('a message to the UE that is sent again and again', async () => {
  const script = new Script().register().challengeMw().challenge().answer().ok();
  for (let id = 1; id <= 3; id++)
    script
      .esp('pc->us', 'NOTIFY sip:alice@10.0.0.1 SIP/2.0', { callId: 'n@p', body: 'x'.repeat(900) })
      .onlyFragment('first', 560, id)
      .wait(2);
  const [finding] = await findingsOf('G7', script.wait(40).mw(end));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'possible' });
  expect(finding?.title).toBe('Fragments of ESP to the UE are lost');
});
