import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const registered = () =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.SYN | TCP_FLAG.ACK })
    .espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', { cseq: 2 })
    .espTcpMessage('ps->uc', 'SIP/2.0 200 OK', { cseq: 2, headers: { Expires: '600' } });

test('REGISTER over TCP is answered, MESSAGE over UDP is not', async () => {
  const script = registered()
    .esp('uc->ps', message, { callId: 'm@ue' })
    .wait(2)
    .esp('uc->ps', message, { callId: 'm@ue' });
  const [finding] = await findingsOf('R33', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toContain('1 request over UDP in the same SA (MESSAGE), sent 2 times in all');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([7, 8, 9]);
  expect(await findingsOf('R34', script)).toEqual([]);
});

test('nothing while an answer may still come, or with one', async () => {
  const sent = () => registered().esp('uc->ps', message, { callId: 'm@ue' });
  expect(await findingsOf('R33', sent())).toEqual([]);
  const answered = sent().esp('pc->us', 'SIP/2.0 202 Accepted', { callId: 'm@ue', method: 'MESSAGE' });
  expect(await findingsOf('R33', answered.wait(20).mw('OPTIONS sip:ims SIP/2.0'))).toEqual([]);
});

test('nor for a P-CSCF that does both', async () => {
  expect(await findingsIn('R33', fixture('b07-v4-tcp-mixed-aes-cbc-hmac-sha-1-96.sll2.pcap'))).toEqual([]);
});
