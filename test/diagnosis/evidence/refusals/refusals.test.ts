import { expect, test } from 'vitest';
import { isProtected, statusText } from '../../../../src/diagnosis/evidence/evidence.ts';
import {
  explanationsOf,
  isRestoration,
  isWhole,
  lastRefusal,
  refusalsOf,
  saysAny,
  severityOf,
} from '../../../../src/diagnosis/evidence/refusals/refusals.ts';
import { SipMessage } from '../../../../src/sip/message.ts';
import { caseOf, Script } from '../../../support/events/script.ts';

const refused = (startLine: string, headers: Record<string, string> = {}) => ({
  startLine: `SIP/2.0 ${startLine}`,
  headers: { 'WWW-Authenticate': null, 'Security-Server': null, ...headers },
});

test('a refusal has what all legs say, and the status that the UE got', async () => {
  const said = refused('403 Forbidden - HSS User Unknown', { Warning: '399 s "x"' });
  const script = new Script().register().registerMw().challengeMw(said);
  const subject = await caseOf(script.challenge(refused('480 Temporarily Unavailable')));
  const [refusal] = refusalsOf(subject);
  expect(refusal).toMatchObject({ status: 480 });
  expect(refusal?.finals.map(({ frame }) => frame)).toEqual([3, 4]);
  if (refusal === undefined) return;
  expect(statusText(refusal.final)).toBe('480 Temporarily Unavailable');
  expect(saysAny(refusal, /hss user unknown/i)).toBe(true);
  expect(saysAny(refusal, /no vectors/i)).toBe(false);
  expect(explanationsOf(refusal)).toEqual(['Warning: 399 s "x"']);
});

test('a challenge is none, nor is what the P-CSCF keeps from the UE', async () => {
  expect(refusalsOf(await caseOf(new Script().register().challengeMw().challenge()))).toEqual([]);
  const kept = new Script().register().registerMw().challengeMw(refused('500 Error')).challenge();
  expect(refusalsOf(await caseOf(kept))).toEqual([]);
});

test('what a later REGISTER overcomes is a note, and the last that is not comes first', async () => {
  const twice = new Script().register().challenge(refused('423 Interval Too Brief')).register({ cseq: 2 });
  const overcome = await caseOf(twice.challenge({ cseq: 2 }));
  const [first] = refusalsOf(overcome);
  expect(first?.overcome).toBe(true);
  expect(first !== undefined && severityOf(first)).toBe('note');
  const again = await caseOf(twice.register({ cseq: 3 }).challenge({ ...refused('403 Forbidden'), cseq: 3 }));
  expect(lastRefusal(again)?.status).toBe(403);
  expect(lastRefusal(again, ({ status }) => status === 423)?.status).toBe(423);
  expect(lastRefusal(again, ({ status }) => status === 500)).toBeNull();
});

test('protected in ESP; a restoration is a 504 with a body of IMS', async () => {
  const order = { 'Content-Type': 'application/3gpp-ims+xml;sv=1' };
  const script = new Script().register().challengeMw().challenge().answer();
  const subject = await caseOf(script.ok({ startLine: 'SIP/2.0 504 Server Time-out', headers: order }));
  expect(subject.attempts.map(isProtected)).toEqual([false, true]);
  const final = lastRefusal(subject)?.final;
  expect(final !== undefined && isRestoration(final)).toBe(true);
});

test('headers that the snap length cut are not missing', async () => {
  const [request] = (await caseOf(new Script().register())).attempts[0]?.gm.requests ?? [];
  expect(request !== undefined && isWhole(request)).toBe(true);
  const message = new SipMessage(
    request?.message.bytes.slice(0, 60) ?? new Uint8Array(),
    60,
    'header-section-cut',
  );
  expect(request !== undefined && isWhole({ ...request, message })).toBe(false);
});
