import { expect, test } from 'vitest';
import { contactAddresses, refusedForUe, requestHost } from '../../../src/diagnosis/evidence/terminating.ts';
import { caseOf, Script, UE } from '../../support/events/script.ts';

const START = { seconds: 0, nanoseconds: 0 };
const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const request = { callId: 'm@s', method: 'MESSAGE' };

test('a request on Mw for an address of the UE that is refused', async () => {
  const script = registered()
    .mwBack(`MESSAGE sip:alice@${UE.address}:${UE.portS} SIP/2.0`, request)
    .mw('SIP/2.0 480 No SA', request);
  const refused = refusedForUe(await caseOf(script), START);
  expect(refused.map(({ frame }) => frame)).toEqual([6, 7]);
  expect(refused.map(requestHost)).toEqual([UE.address, null]);
});

test('not one for another, nor one that is accepted', async () => {
  const other = registered()
    .mwBack('MESSAGE sip:bob@10.9.9.9 SIP/2.0', request)
    .mw('SIP/2.0 480 No', request);
  expect(refusedForUe(await caseOf(other), START)).toEqual([]);
  const fine = registered()
    .mwBack(`MESSAGE sip:alice@${UE.address} SIP/2.0`, request)
    .mw('SIP/2.0 200 OK', request);
  expect(refusedForUe(await caseOf(fine), START)).toEqual([]);
});

test('addresses of Contact; names of hosts are none', async () => {
  const headers = { Contact: '<sip:alice@[2001:DB8::1]:5060>, <sip:alice@ue.example>' };
  const { attempts } = await caseOf(new Script().register({ headers }));
  expect(attempts.flatMap(({ request }) => (request === null ? [] : contactAddresses(request)))).toEqual([
    '2001:db8::1',
  ]);
});
