import { expect, test } from 'vitest';
import type { Cause } from '../../../../src/access/facts.ts';
import {
  acceptedAt,
  asksForPcscf,
  doubtOf,
  familiesOf,
  hasLookedUp,
  isEmergency,
  isForIms,
  isImsApn,
  isRoaming,
  lastBefore,
  mayHaveRegistered,
  refusalCause,
  secondsAfter,
  secondsStanding,
  usablePcscf,
} from '../../../../src/diagnosis/evidence/access/ims-connections.ts';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { pdn, step } from '../../../support/access/pdns.ts';
import { factsOf, Script } from '../../../support/events/script.ts';

test.each([
  ['ims', true],
  ['IMS.mnc001.mcc001.gprs', true],
  ['vzwims', true],
  ['sos', true],
  ['internet', false],
  ['internet.mnc001.mcc001.gprs', false],
  [null, false],
])('is %s an APN of the IMS?', (apn, expected) => {
  expect(isImsApn(apn)).toBe(expected);
});

test('for emergency calls', () => {
  expect([isEmergency(pdn({ apn: 'SOS' })), isEmergency(pdn())]).toEqual([true, false]);
});

test('asked for, and for the IMS by what is asked or given', () => {
  const none = { pcscfAsked: [], pcscf: [], apn: 'internet' };
  expect(asksForPcscf(pdn(none))).toBe(false);
  expect(asksForPcscf(pdn({ ...none, imsSignalling: true }))).toBe(true);
  expect(asksForPcscf(pdn({ ...none, pcscfReselection: true }))).toBe(true);
  expect(
    [none, { ...none, pcscf: ['10.0.0.2'] }, { ...none, apn: 'ims' }].map(one => isForIms(pdn(one))),
  ).toEqual([false, true, true]);
});

test('families, and the P-CSCFs that fit', () => {
  const both = ['10.0.0.2', '2001:db8::2'];
  expect(familiesOf(pdn({ pdnType: 'ipv4v6' }))).toEqual(['ipv4', 'ipv6']);
  expect(familiesOf(pdn({ pdnType: null }))).toEqual(['ipv4']);
  expect(familiesOf(pdn({ pdnType: null, ue: [] }))).toEqual(['ipv4', 'ipv6']);
  expect(usablePcscf(pdn({ pcscf: both }))).toEqual(['10.0.0.2']);
  expect(usablePcscf(pdn({ pdnType: 'ipv6', pcscf: both }))).toEqual(['2001:db8::2']);
  expect(usablePcscf(pdn({ pdnType: 'ipv4v6', pcscf: ['0.0.0.0', '::', 'fe80::1'] }))).toEqual([]);
});

test('when it was accepted by the network', () => {
  expect(acceptedAt(pdn())).toMatchObject({ frame: 2 });
  const steps = [step(), step({ part: 'accept', name: 'ESM information response' })];
  expect(acceptedAt(pdn({ steps }))).toBeNull();
});

test('a refusal has the cause that the phone is told, otherwise that of GTP-C', () => {
  const [nas, gtp, other] = (['esm', 'gtpv2', 'esm'] as const).map((kind, i) => ({
    kind,
    number: 30 + i,
    name: null,
  }));
  const reject = (cause: Cause | null | undefined) => step({ part: 'reject', cause: cause ?? null });
  expect(refusalCause(pdn({ steps: [reject(gtp), reject(nas)], cause: other ?? null }))).toBe(nas);
  expect(refusalCause(pdn({ steps: [step({ part: 'accept', cause: other ?? null }), reject(gtp)] }))).toBe(
    gtp,
  );
  expect(refusalCause(pdn({ steps: [reject(null)], cause: other ?? null }))).toBe(other);
});

test('the last few before a moment', () => {
  const many = Array.from({ length: 200 }, (_, i) => pdn({ seconds: i }));
  const found = lastBefore(many, { seconds: 99, nanoseconds: 0 });
  expect([found.length, found[0]?.seconds, found.at(-1)?.seconds]).toEqual([64, 36, 99]);
});

test('a connection that was released stood until its last message', async () => {
  const [phone] = (await factsOf(setUp(new Script()).wait(50).frame(TICK))).phones;
  if (phone === undefined) throw new Error('no phone');
  const steps = [
    step({ part: 'accept', seconds: 11 }),
    step({ name: 'Delete Session Request', seconds: 14 }),
  ];
  expect(secondsStanding(phone, pdn({ steps, released: true }))).toBe(3);
  expect(secondsStanding(phone, phone.connections[0] ?? pdn())).toBeCloseTo(50, 0);
});

test('roaming, by the PLMNs of GUTI and IMSI', () => {
  expect(isRoaming(pdn({ guti: '001-01-0002-01-c0000b2a' }))).toBe(false);
  expect(isRoaming(pdn({ guti: '001-02-0002-01-c0000b2a' }))).toBe(true);
  expect(isRoaming(pdn())).toBeNull();
});

test('what stands against a conclusion about a phone', async () => {
  const alone = await factsOf(setUp(new Script()));
  const [phone] = alone.phones;
  if (phone === undefined) throw new Error('no phone');
  expect([doubtOf(phone), mayHaveRegistered(phone), hasLookedUp(phone)]).toEqual([null, false, false]);
  expect(secondsAfter(phone, phone.connections[0] ?? pdn())).toBe(0);
  expect(doubtOf({ ...phone, capture: { ...alone, nasCiphered: 1 } })).toContain('NAS is ciphered');
  expect(
    doubtOf({ ...phone, capture: { ...alone, traffic: { ...alone.traffic, ikeMessages: 1 } } }),
  ).toContain('IKE');
  expect(hasLookedUp({ ...phone, lookups: [pdn({ pcscfNames: ['pcscf.example'] })] })).toBe(true);
  const stranger = await factsOf(setUp(new Script()).register({ flow: { source: '10.9.9.9' } }));
  expect(stranger.phones.slice(0, 1).map(mayHaveRegistered)).toEqual([true]);
});
