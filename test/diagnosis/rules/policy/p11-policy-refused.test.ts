import { expect, test } from 'vitest';
import { framedAddress, text } from '../../../support/access/diameter-messages.ts';
import { RxConnection, setUp, TICK } from '../../../support/access/discovery.ts';
import { avp } from '../../../support/captures/diameter.ts';
import { latin1 } from '../../../support/captures/packets.ts';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const REFUSED = "SIP/2.0 403 Can't register to QoS for signalling";
const withMw = () =>
  new Script().register({ callId: 'z', flow: { source: '10.0.0.50' } }).registerMw({ callId: 'z' });

test.each([
  [5065, '5065 IP-CAN_SESSION_NOT_AVAILABLE', 'Gx'],
  [5063, '5063 REQUESTED_SERVICE_NOT_AUTHORIZED', 'policy'],
  [4261, '4261 REQUESTED_SERVICE_TEMPORARILY_NOT_AUTHORIZED', 'for now'],
  [3002, '3002 DIAMETER_UNABLE_TO_DELIVER', 'peer'],
  [5012, '5012 DIAMETER_UNABLE_TO_COMPLY', 'log'],
])('refused with %i before a 403', async (result, name, advice) => {
  const script = new Script().register();
  new RxConnection(script).aar().aaa(result);
  const [found] = await findingsOf('P11', script.clearBack(REFUSED, { cseq: 1 }).wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(found?.title).toBe(`The PCRF refuses the request of the P-CSCF with ${name} (Rx)`);
  expect(found?.advice).toContain(advice);
  expect(found?.detail).toContain(`is answered with ${name}. Then the REGISTER (CSeq 1) gets 403`);
});

test('proven where Mw shows that the P-CSCF refuses by itself', async () => {
  const script = new Script();
  script.registerMw({ callId: 'b', headers: { From: '<sip:alice@ims>;tag=1' } });
  script.register({ callId: 'b' }).registerMw({ callId: 'b' }).wait(1).register({ callId: 'c' });
  new RxConnection(script).aar().aaa(5065);
  const { registrations } = await diagnosed(
    script.clearBack(REFUSED, { cseq: 1, callId: 'c' }).wait(20).frame(TICK),
  );
  const one = registrations.find(({ registration }) => registration.callId === 'c');
  const found = one?.findings.find(({ rule }) => rule === 'P11');
  expect(found).toMatchObject({ confidence: 'certain', settle: null });
  expect(one?.verdict).toContain('(P11, certain)');
  expect(one?.findings.find(({ rule }) => rule === 'G12')?.detail).toContain('P11 explains it');
  expect(one?.findings.some(({ rule }) => rule === 'G3')).toBe(false);
  expect(withMw().records().length).toBe(2);
});

test('without an answer', async () => {
  const script = new Script().register();
  new RxConnection(script).aar();
  script.wait(6).clearBack('SIP/2.0 500 Server error', { cseq: 1 });
  expect(await findingsOf('P11', script.wait(20).frame(TICK))).toMatchObject([
    { severity: 'error', confidence: 'likely', title: 'The PCRF does not answer the P-CSCF (Rx)' },
  ]);
});

test('about a call: the INVITE gets 4xx or 5xx, with a registration in the capture and without', async () => {
  const invite = { cseq: 5, callId: 'call', method: 'INVITE' };
  const call = new Script().clear('INVITE sip:bob@ims SIP/2.0', invite);
  new RxConnection(call).aar('10.0.0.1', { media: true }).aaa(5063);
  call.clearBack('SIP/2.0 503 Service Unavailable', invite);
  const [found] = await findingsOf('P11', call.wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'warning', confidence: 'likely', callId: null });
  expect(found?.detail).toBe(
    'The AAR of the P-CSCF for the media of 10.0.0.1 (Rx) is answered with 5063 REQUESTED_SERVICE_NOT_AUTHORIZED. Then the INVITE gets 503 Service Unavailable.',
  );
});

test('a note if SIP goes on', async () => {
  const script = setUp(new Script()).register();
  new RxConnection(script).aar().aaa(5065);
  script.challenge().registerMw().challengeMw().answer().ok();
  expect(await findingsOf('P11', script.wait(20).frame(TICK))).toMatchObject([{ severity: 'note' }]);
});

test.each([
  ['it is accepted', 2001, '10.0.0.1'],
  ['it is about another phone', 5065, '10.0.0.44'],
])('not if %s', async (_, result, address) => {
  const script = new Script().register();
  new RxConnection(script).aar(address).aaa(result);
  const findings = await findingsOf('P11', script.clearBack(REFUSED, { cseq: 1 }).wait(20).frame(TICK));
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

test('not if the core refused the REGISTER', async () => {
  const script = new Script().register();
  new RxConnection(script).aar().aaa(5065);
  script
    .registerMw()
    .mwBack('SIP/2.0 403 Forbidden', { cseq: 1 })
    .clearBack('SIP/2.0 403 Forbidden', { cseq: 1 });
  const findings = await findingsOf('P11', script.wait(20).frame(TICK));
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

test.each([
  ['of this call', 'icid-1', 'warning'],
  ['of another one', 'icid-2', 'note'],
  ['that nothing else has: the address decides', null, 'warning'],
])('a charging identity %s', async (_, icid, severity) => {
  const headers = icid === null ? {} : { 'P-Charging-Vector': `icid-value="${icid}"` };
  const invite = { cseq: 5, callId: 'call', method: 'INVITE' };
  const script = new Script().register().clear('INVITE sip:bob@ims SIP/2.0', { ...invite, headers });
  const asked = [avp(505, 10_415, latin1('icid-1')), text(263, 's;1', 0), framedAddress('10.0.0.1')];
  new RxConnection(script).message(265, true, 2, ...asked).aaa(5063);
  script.clearBack('SIP/2.0 503 Service Unavailable', invite);
  const found = await findingsOf('P11', script.wait(20).frame(TICK));
  expect(found.map(one => one.severity)).toEqual([severity]);
});
