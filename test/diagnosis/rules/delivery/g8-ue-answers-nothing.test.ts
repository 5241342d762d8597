import { describe, expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const end = 'OPTIONS sip:ims SIP/2.0';
const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const call = { callId: 'i@s', method: 'INVITE' };
const invite = 'INVITE sip:alice@10.0.0.1:32001 SIP/2.0';

test('requests over UDP that the UE does not answer, and the 408 of the P-CSCF', async () => {
  const script = registered()
    .mwBack(invite, call)
    .esp('pc->us', invite, call)
    .wait(4)
    .esp('pc->us', invite, call);
  const [finding] = await findingsOf('G8', script.wait(30).mw('SIP/2.0 408 Request Timeout', call));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    '1 request (INVITE) of the P-CSCF in ESP, sent 2 times, and no response of the UE. The P-CSCF reports 408 Request Timeout.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([7, 8, 9]);
});

test('over TCP', async () => {
  const script = registered().espTcpMessage('pc->us', invite, call).wait(20).mw(end);
  expect(await findingsOf('G8', script)).toMatchObject([{ severity: 'warning', confidence: 'likely' }]);
});

test('ICMP of the UE proves it', async () => {
  const script = registered().esp('pc->us', invite, call);
  script.icmp([3, 2], script.lastPacket, '10.0.0.1').wait(4).esp('pc->us', invite, call).wait(20).mw(end);
  const [finding] = await findingsOf('G8', script);
  expect(finding).toMatchObject({ confidence: 'certain' });
  expect(finding?.detail).toContain('10.0.0.1 answers with ICMP protocol unreachable');
});

describe('nothing', () => {
  test('where the UE answers, or answers something later', async () => {
    const answered = registered().esp('pc->us', invite, call).esp('us->pc', 'SIP/2.0 180 Ringing', call);
    expect(await findingsOf('G8', answered.wait(20).mw(end))).toEqual([]);
    const other = { callId: 'o@s', method: 'OPTIONS' };
    const later = registered()
      .esp('pc->us', invite, call)
      .wait(20)
      .esp('pc->us', 'OPTIONS sip:alice@10.0.0.1 SIP/2.0', other)
      .esp('us->pc', 'SIP/2.0 200 OK', other);
    expect(await findingsOf('G8', later.wait(20).mw(end))).toEqual([]);
  });

  test('where the capture ends at once', async () => {
    expect(await findingsOf('G8', registered().esp('pc->us', invite, call))).toEqual([]);
  });

  test('where fragments show that the UE sends something', async () => {
    const script = registered().esp('pc->us', invite, call);
    script.esp('us->pc', 'SIP/2.0 200 OK', { ...call, body: 'x'.repeat(900) }).onlyFragment('first', 560, 1);
    expect(await findingsOf('G8', script.wait(20).mw(end))).toEqual([]);
  });
});
