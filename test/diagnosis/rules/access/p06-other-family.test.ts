import { expect, test } from 'vitest';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const IPV6 = '2001:db8:f::1';

test('both families asked for, IPv4 given, and a P-CSCF of IPv6', async () => {
  const [found] = await findingsOf(
    'P06',
    setUp(new Script(), { type: 3, given: 1, pcscf: [IPV6] })
      .wait(20)
      .frame(TICK),
  );
  expect(found).toMatchObject({ severity: 'error', confidence: 'certain', settle: null });
  expect(found?.detail).toBe(
    `PDN ims: the UE has IPv4 there, but the P-CSCF that it is given is ${IPV6}. It asked for IPv4v6.`,
  );
});

test.each([
  ['0.0.0.0', { pcscf: ['0.0.0.0'] }],
  ['an IPv4 address for an IPv6 phone', { type: 2, given: 2, ue: '2001:db8:1::', pcscf: ['10.0.0.2'] }],
  ['a link-local address', { type: 2, given: 2, ue: '2001:db8:1::', pcscf: ['fe80::1'] }],
])('nor can it use %s', async (_, setup) => {
  expect(await findingsOf('P06', setUp(new Script(), setup).wait(20).frame(TICK))).toHaveLength(1);
});

test.each([
  ['one of them fits', setUp(new Script(), { pcscf: [IPV6, '10.0.0.2'] })],
  [
    'another connection has one that fits',
    setUp(setUp(new Script(), { pcscf: [IPV6] }), { ebi: 6, ue: '10.0.0.7' }),
  ],
  ['none is given', setUp(new Script(), { pcscf: [] })],
  ['it registers', setUp(new Script(), { pcscf: [IPV6] }).register()],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P06', script.wait(20).frame(TICK))).toEqual([]);
});
