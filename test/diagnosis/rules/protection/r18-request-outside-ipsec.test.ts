import { expect, test } from 'vitest';
import { findingsOf, Script, UE } from '../../../support/events/script.ts';

const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const toPortC = { callId: 'ping', flow: { destinationPort: UE.portC } };
const ping = (script: Script) => script.clearBack('OPTIONS sip:alice SIP/2.0', toPortC);

test('OPTIONS in the clear to port-c that the UE never answers', async () => {
  const script = ping(ping(registered()).wait(5)).wait(30).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R18', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
  expect(finding?.detail).toBe(
    '2 requests (OPTIONS), unprotected, from 10.0.0.2 port 5060 to port 31001 of the UE. The UE does not answer.',
  );
});

test('a note if the UE answers, or the capture ends too early to tell', async () => {
  const answered = ping(registered()).esp('uc->ps', 'SIP/2.0 200 OK', { callId: 'ping', method: 'OPTIONS' });
  const [inEsp] = await findingsOf('R18', answered);
  expect(inEsp).toMatchObject({ severity: 'note' });
  expect(inEsp?.detail).toContain('The UE answers in ESP.');
  expect(inEsp?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
  const [early] = await findingsOf('R18', ping(registered()));
  expect(early).toMatchObject({ severity: 'note' });
  expect(early?.detail).toContain('The capture ends');
});

test('not to port 5060, not before there are SAs, not in ESP', async () => {
  const plain = registered().clearBack('OPTIONS sip:alice SIP/2.0', { callId: 'ping' });
  expect(await findingsOf('R18', plain)).toEqual([]);
  expect(await findingsOf('R18', ping(new Script()).register().challengeMw().challenge().answer())).toEqual(
    [],
  );
  const inEsp = registered().esp('pc->us', 'OPTIONS sip:alice SIP/2.0', { callId: 'ping' });
  expect(await findingsOf('R18', inEsp)).toEqual([]);
});

test('what comes after the UE has registered anew is not held against the old ports', async () => {
  const anew = registered().wait(60).register({ callId: 'b@ue' });
  expect(await findingsOf('R18', ping(anew))).toEqual([]);
});
