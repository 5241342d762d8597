import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const registered = (expires = '600') =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ headers: { Expires: expires } })
    .ok({ headers: { Expires: expires } });
const silent = (script: Script) =>
  script
    .wait(60)
    .esp('uc->ps', message, { callId: 'm@ue' })
    .wait(4)
    .esp('uc->ps', message, { callId: 'm@ue' });

test('a MESSAGE that is not answered a minute after the 200', async () => {
  const [finding] = await findingsOf('R34', silent(registered()));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE is registered for 600 s. 60 s after the 200 the P-CSCF stops answering: the UE sends 2 ESP packets in 4.01 s and gets nothing back. No answer comes to MESSAGE.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6, 7]);
});

test('nothing after the registration has ended, or with an answer', async () => {
  expect(await findingsOf('R34', silent(registered('50')))).toEqual([]);
  const answered = silent(registered()).esp('pc->us', 'SIP/2.0 202 Accepted', {
    callId: 'm@ue',
    method: 'MESSAGE',
  });
  expect(await findingsOf('R34', answered)).toEqual([]);
});

test('responses and ACKs of the UE wait for nothing', async () => {
  const script = registered()
    .esp('pc->us', 'OPTIONS sip:alice@10.0.0.1:32001 SIP/2.0', { callId: 'o@p' })
    .esp('uc->ps', 'SIP/2.0 200 OK', { callId: 'o@p', method: 'OPTIONS' })
    .wait(5)
    .esp('uc->ps', 'ACK sip:bob@ims SIP/2.0', { callId: 'i@ue' })
    .wait(20)
    .mw('OPTIONS sip:ims SIP/2.0');
  expect(await findingsOf('R34', script)).toEqual([]);
});
