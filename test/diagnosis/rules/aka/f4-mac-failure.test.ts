import { expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, Script, UE } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const { k, opc } = WORKED;
const UE2 = { ...UE, spiC: 1003, spiS: 1004 };
const empty = (nonce = NONCE) => ({
  cseq: 2,
  headers: {
    'Security-Client': mechanism(UE2),
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${nonce}", response="", algorithm=AKAv1-MD5`,
  },
});
const challenged = () => new Script().register().challengeMw().challenge();

test('an empty response to the nonce of the 401', async () => {
  const [finding] = await findingsOf('F4', challenged().register(empty()));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe('REGISTER 2 has the nonce of the 401, an empty response and no auts.');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('a USIM tells whether the MAC is wrong', async () => {
  const script = () => challenged().register(empty());
  const [wrong] = await findingsOf('F4', script(), { usims: usimsOf({ k: k.replace('4', '5'), opc }) });
  expect(wrong?.confidence).toBe('certain');
  const [right] = await findingsOf('F4', script(), { usims: usimsOf({ k, opc }) });
  expect(right?.confidence).toBe('possible');
  expect(right?.detail).toContain('SQN ff9bb4d0b607');
});

test('a nonce that was changed between S-CSCF and UE', async () => {
  const nonce = NONCE.replace('I1U8', 'J1U8');
  const headers = { 'WWW-Authenticate': `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5` };
  const script = new Script().register().challengeMw().challenge({ headers }).register(empty(nonce));
  const [finding] = await findingsOf('F4', script);
  expect(finding?.confidence).toBe('certain');
  expect(finding?.detail).toContain('it was changed on the way');
});

test('a REGISTER without nonce may be a new beginning', async () => {
  const [soon] = await findingsOf('F4', challenged().register(empty('')));
  expect(soon?.confidence).toBe('possible');
  expect(await findingsOf('F4', challenged().wait(30).register(empty('')))).toEqual([]);
});

test('not for auts, nor for a response', async () => {
  const { headers } = empty();
  const auts = { ...headers, Authorization: `${headers.Authorization}, auts="uoU/PBI8z0TpNZbjVcY="` };
  expect(await findingsOf('F4', challenged().register({ cseq: 2, headers: auts }))).toEqual([]);
  expect(await findingsOf('F4', challenged().answer().ok())).toEqual([]);
});
