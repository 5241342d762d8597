import { expect, test } from 'vitest';
import { unansweredInTcp } from '../../../../src/diagnosis/evidence/silence/unanswered-in-tcp.ts';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { caseOf, NONCE, Script } from '../../../support/events/script.ts';

const REGISTER = {
  cseq: 2,
  headers: {
    Via: 'SIP/2.0/TCP 10.0.0.1:32001;branch=z9hG4bKanswer',
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5`,
  },
};
const challenged = () => new Script().register().registerMw().challengeMw().challenge();
const later = (script: Script) => caseOf(script.wait(12).mw('OPTIONS sip:ims SIP/2.0'));

test('the SYN-ACK and the REGISTER, and whether TCP took it', async () => {
  const sent = () =>
    challenged()
      .espTcp('uc->ps')
      .espTcp('ps->uc', { flags: TCP_FLAG.SYN | TCP_FLAG.ACK })
      .espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', REGISTER);
  const lost = unansweredInTcp(await later(sent()));
  expect([lost?.synAck.frame, lost?.request.frame, lost?.isTaken]).toEqual([6, 7, false]);
  const taken = unansweredInTcp(await later(sent().espTcp('ps->uc', { flags: TCP_FLAG.ACK })));
  expect(taken?.isTaken).toBe(true);
});

test('nothing without a SYN-ACK, and nothing over UDP', async () => {
  const refused = challenged()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.RST | TCP_FLAG.ACK })
    .espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', REGISTER);
  expect(unansweredInTcp(await later(refused))).toBeNull();
  expect(unansweredInTcp(await later(challenged().answer()))).toBeNull();
});
