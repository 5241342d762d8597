import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const again = (script: Script) => script.wait(60).answer({ cseq: 3 });
const order = { 'Content-Type': 'application/3gpp-ims+xml', Expires: null };

test('a 500 to a REGISTER in ESP may mean it', async () => {
  const script = again(registered()).ok({ cseq: 3, startLine: 'SIP/2.0 500 Server Internal Error' });
  const [finding] = await findingsOf('F12', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'possible' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
  expect(finding?.detail).toBe('The REGISTER in ESP got 500 Server Internal Error.');
});

test('a 504 with a body of IMS orders a new registration, which does not come', async () => {
  const refusal = { cseq: 3, startLine: 'SIP/2.0 504 Server Time-out', headers: order };
  const script = again(registered()).ok(refusal);
  const [early] = await findingsOf('F12', script);
  expect(early).toMatchObject({ severity: 'warning', confidence: 'certain', settle: null });
  expect(early?.detail).toContain('The capture ends before a new REGISTER could come.');
  const [late] = await findingsOf('F12', script.wait(20).mw('OPTIONS sip:ims SIP/2.0'));
  expect(late).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(late?.detail).toContain('No new REGISTER of the UE follows.');
});

test('also to another request, and the UE registers anew', async () => {
  const script = registered()
    .esp('uc->ps', 'SUBSCRIBE sip:alice SIP/2.0', { callId: 's' })
    .esp('pc->us', 'SIP/2.0 504 Server Time-out', { callId: 's', method: 'SUBSCRIBE', headers: order })
    .wait(1)
    .register({ callId: 'b@ue' });
  const findings = await findingsOf('F12', script);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ severity: 'warning', confidence: 'certain', callId: 'a@ue' });
  expect(findings[0]?.detail).toMatch(/^A SUBSCRIBE of the UE got 504 .* The UE registers again\.$/);
  expect(findings[0]?.frames.map(({ frame }) => frame)).toEqual([7, 8]);
});

test('neither an ordinary 504 nor a 500 to a REGISTER in the clear', async () => {
  const plain = again(registered()).ok({ cseq: 3, startLine: 'SIP/2.0 504 Server Time-out' });
  expect(await findingsOf('F12', plain)).toEqual([]);
  const clear = new Script().register().challenge({
    startLine: 'SIP/2.0 500 Server Internal Error',
    headers: { 'WWW-Authenticate': null, 'Security-Server': null },
  });
  expect(await findingsOf('F12', clear)).toEqual([]);
});

test('not right after the challenge, not by the P-CSCF itself, not with a cause that is named', async () => {
  const error = { startLine: 'SIP/2.0 500 Server Internal Error' };
  const fresh = new Script().register().challengeMw().challenge().answer();
  expect(await findingsOf('F12', fresh.ok(error))).toEqual([]);
  const withMw = () => new Script().register().registerMw().challengeMw().challenge().answer().ok();
  expect(await findingsOf('F12', again(withMw()).ok({ cseq: 3, ...error }))).toEqual([]);
  const forwarded = again(withMw()).registerMw({ cseq: 3 });
  expect(await findingsOf('F12', forwarded.ok({ cseq: 3, ...error }))).toHaveLength(1);
  const named = again(registered()).ok({ cseq: 3, startLine: 'SIP/2.0 500 MAR failed' });
  expect(await findingsOf('F12', named)).toEqual([]);
});
