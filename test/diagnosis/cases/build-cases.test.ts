import { expect, test } from 'vitest';
import { factsOf, Script, UE } from '../../support/events/script.ts';

const whole = () => new Script().register().challengeMw().challenge().answer().ok();

test('a set knows the REGISTER that was challenged, the one that answers, and its ESP', async () => {
  const { cases } = await factsOf(whole());
  const [set] = cases[0]?.sets ?? [];
  expect(set?.challenged?.attempt.cseq).toBe(1);
  expect(set?.answer?.attempt.cseq).toBe(2);
  expect(set?.activity?.sas.map(({ sa }) => sa.name)).toEqual(['uc->ps', 'pc->us']);
});

test('other messages belong to the UE that sends or gets them', async () => {
  const other = { ...UE, address: '10.0.0.9', spiC: 5, spiS: 6 };
  const script = whole()
    .clear('OPTIONS sip:x SIP/2.0', { callId: 'o1' })
    .clearBack('OPTIONS sip:x SIP/2.0', { callId: 'o2' })
    .register({ callId: 'b@ue', ue: other, headers: { Authorization: null, To: '<sip:bob@ims>' } })
    .clear('OPTIONS sip:x SIP/2.0', { callId: 'o3', ue: other })
    .mw('OPTIONS sip:x SIP/2.0', { callId: 'o4' });
  const { cases } = await factsOf(script);
  expect(cases.map(({ others }) => others.map(({ message }) => message.callId))).toEqual([
    ['o1', 'o2'],
    ['o3'],
  ]);
  expect(cases.map(({ ueAddresses }) => [...ueAddresses])).toEqual([['10.0.0.1'], ['10.0.0.9']]);
});

test('registrations of one UE are chained by identity or address', async () => {
  const script = whole().register({ callId: 'b@ue' }).register({ callId: 'c@ue' });
  const { cases } = await factsOf(script);
  expect(cases.map(one => one.previous?.registration.callId ?? null)).toEqual([null, 'a@ue', 'b@ue']);
  expect(cases.map(one => one.next?.registration.callId ?? null)).toEqual(['b@ue', 'c@ue', null]);
});

test('a REGISTER that has passed a CSCF does not make its sender a UE', async () => {
  const { cases } = await factsOf(new Script().registerMw().challengeMw());
  expect(cases[0]?.ueAddresses.size).toBe(0);
  expect(cases[0]?.attempts[0]?.mw.requests).toHaveLength(1);
});

test('TCP inside ESP is found by its set; a capture without anything has no cases', async () => {
  const { cases, tcpInSet } = await factsOf(
    new Script().register().challengeMw().challenge().espTcp('uc->ps'),
  );
  const set = cases[0]?.sets[0]?.set;
  expect(set && tcpInSet(set).map(({ kind }) => kind)).toEqual(['syn']);
  expect((await factsOf(new Script())).cases).toEqual([]);
});
