import { expect, test } from 'vitest';
import { number, text } from '../../../support/access/diameter-messages.ts';
import { RxConnection, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const ASR = 274;
const RAR = 258;
const session = (name = 's;1') => text(263, name, 0);

function registered(): { script: Script; rx: RxConnection } {
  const script = new Script().register().challenge().registerMw().challengeMw();
  const rx = new RxConnection(script).aar().aaa();
  script.answer().ok();
  return { script, rx };
}
const refuse = (script: Script) =>
  script.wait(5).answer({ cseq: 3 }).esp('pc->us', 'SIP/2.0 403 Forbidden', { cseq: 3 }).wait(20).frame(TICK);

test('an ASR, and then a REGISTER is refused', async () => {
  const { script, rx } = registered();
  rx.message(ASR, true, 9, session(), number(500, 0));
  const [found] = await findingsOf('P12', refuse(script));
  expect(found).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(found?.detail).toContain('The PCRF sends ASR (Abort-Cause 0 BEARER_RELEASED)');
  expect(found?.detail).toContain('Then the REGISTER (CSeq 3) gets 403.');
});

test('the loss of the bearer, and then the UE registers anew', async () => {
  const { script, rx } = registered();
  rx.message(RAR, true, 9, session(), number(513, 2));
  const [found] = await findingsOf(
    'P12',
    script.wait(3).register({ callId: 'b' }).challenge({ callId: 'b' }).wait(20).frame(TICK),
  );
  expect(found?.detail).toContain('RAR (INDICATION_OF_LOSS_OF_BEARER)');
  expect(found?.detail).toContain('Then the UE registers anew');
});

test('not if nothing dies, or only a call ends', async () => {
  const alive = registered();
  alive.rx.message(ASR, true, 9, session(), number(500, 0));
  expect(await findingsOf('P12', alive.script.wait(20).frame(TICK))).toEqual([]);
  const called = registered();
  called.rx.aar('10.0.0.1', { media: true, session: 's;2', id: 7 }).aaa(2001, { session: 's;2', id: 7 });
  called.rx.message(ASR, true, 9, session('s;2'), number(500, 0));
  expect(await findingsOf('P12', refuse(called.script))).toEqual([]);
});

test('a warning about something else is no death', async () => {
  const { script, rx } = registered();
  rx.message(ASR, true, 9, session(), number(500, 0));
  script.clear('OPTIONS sip:ims SIP/2.0', { cseq: 9, flow: { sourcePort: 31001, destinationPort: 5062 } });
  expect(await findingsOf('P12', script.wait(20))).toEqual([]);
});

test('not for another event, and not after the UE has de-registered', async () => {
  const other = registered();
  other.rx.message(RAR, true, 9, session(), number(513, 6));
  expect(await findingsOf('P12', refuse(other.script))).toEqual([]);
  const gone = registered();
  gone.script.answer({ cseq: 3, headers: { Expires: '0' } }).ok({ cseq: 3, headers: { Expires: '0' } });
  gone.rx.message(ASR, true, 9, session(), number(500, 0));
  expect(await findingsOf('P12', gone.script.wait(2).register({ callId: 'b' }).wait(20).frame(TICK))).toEqual(
    [],
  );
});
