import { expect, test } from 'vitest';
import type { RegisterLeg } from '../../../src/registration/parties/register-leg.ts';
import { WhoIsWho } from '../../../src/registration/parties/who-is-who.ts';
import { type RegistrationRecord, RegistrationTable } from '../../../src/registration/registration-table.ts';
import { leg } from '../../support/events/register-leg.ts';

/** A registration of one attempt with these legs. */
function registrationOf(legs: readonly RegisterLeg[], callId = 'a@ue'): RegistrationRecord {
  const table = new RegistrationTable({ registrations: 10, registrationBytes: 1e6 });
  const registration = table.obtain(callId);
  for (const one of legs) table.addLeg(registration, table.attempt(registration, 1), one);
  return registration;
}

function partiesOf(legs: readonly RegisterLeg[], ...addresses: string[]): (string | null)[] {
  const parties = new WhoIsWho([registrationOf(legs)], []);
  return addresses.map(address => parties.partyAt(address, 5060));
}

const onMw = (source: string, destination: string, vias: number) =>
  leg(source, destination, { vias, nonce: 'n' });

test('the trail of a challenge, from the S-CSCF to the UE', () => {
  const legs = [leg('ue', 'p', { nonce: 'n' }), onMw('p', 'i', 2), onMw('i', 's', 3)];
  const right = ['UE', 'P-CSCF', 'I-CSCF', 'S-CSCF'];
  expect(partiesOf(legs, 'ue', 'p', 'i', 's')).toEqual(right);
  expect(partiesOf(legs.toReversed(), 'ue', 'p', 'i', 's')).toEqual(right);
});

test('on Mw only, the P-CSCF is who sends a REGISTER with two Vias; the UE is named by the lowest', () => {
  expect(partiesOf([onMw('p', 's', 2)], 'p', 's')).toEqual(['P-CSCF', 'S-CSCF']);
  expect(partiesOf([onMw('i', 's', 3)], 'i', 's')).toEqual([null, 'S-CSCF']);
  const registration = registrationOf([{ ...onMw('fd01::1', 'fd01::2', 2), origin: 'fd00::2' }]);
  const parties = new WhoIsWho([registration], []);
  expect([registration.ue, registration.pcscf]).toEqual(['fd00::2', 'fd01::1']);
  expect(parties.ueAddressesOf(registration).size).toBe(0);
});

test('on Gm only, without a word of security, who answers may be any registrar', () => {
  expect(partiesOf([leg('ue', 'x', { nonce: 'n' })], 'ue', 'x')).toEqual(['UE', null]);
  expect(partiesOf([leg('ue', 'x', { asksForSecurity: true })], 'ue', 'x')).toEqual(['UE', 'P-CSCF']);
});

test('both addresses of a P-CSCF are one host: by Via, or as a B2BUA', () => {
  const gm = leg('ue', 'p1', { asksForSecurity: true, branch: 'b1' });
  for (const mw of [
    leg('p2', 's', { vias: 2, previousBranch: 'b1' }),
    leg('p2', 's', { hasKeys: true, nonce: 'n' }),
  ]) {
    const parties = new WhoIsWho([registrationOf([gm, mw])], []);
    expect([...parties.sameHosts]).toEqual([['p1', 'p2']]);
    expect(parties.partyAt('p2', 5060)).toBe('P-CSCF');
  }
});

test('hosts that share an address are told apart by their ports', () => {
  const at = (sourcePort: number, destinationPort: number, vias: number) =>
    leg('10.0.0.1', '10.0.0.1', { sourcePort, destinationPort, vias, nonce: 'n' });
  const legs = [leg('ue', '10.0.0.1', { asksForSecurity: true }), at(5060, 4060, 2), at(4060, 6060, 3)];
  const parties = new WhoIsWho([registrationOf(legs)], []);
  expect([5060, 4060, 6060, 7].map(port => parties.partyAt('10.0.0.1', port))).toEqual([
    'P-CSCF',
    'I-CSCF',
    'S-CSCF',
    null,
  ]);
});
