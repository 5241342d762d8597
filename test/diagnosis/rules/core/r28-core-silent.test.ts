import { expect, test } from 'vitest';
import { avp } from '../../../support/captures/diameter.ts';
import { latin1 } from '../../../support/captures/packets.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const headers = { 'WWW-Authenticate': null, 'Security-Server': null };
const timeout = { startLine: 'SIP/2.0 504 Server Time-Out', headers };

test('100, then 504', async () => {
  const script = new Script().register().clearBack('SIP/2.0 100 Trying').wait(5).challenge(timeout);
  const [finding] = await findingsOf('R28', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe('The REGISTER got 504 Server Time-Out after 5.02 s.');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
});

test('Mw shows the hop that is silent', async () => {
  const script = new Script()
    .register()
    .registerMw()
    .wait(31)
    .challenge({ ...timeout, startLine: 'SIP/2.0 408 Request Timeout' });
  const [finding] = await findingsOf('R28', script);
  expect(finding?.confidence).toBe('certain');
  expect(finding?.detail).toContain('the last hop seen is 10.20.0.2 port 5060');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
});

test('a hop that says it itself, or says it at once, proves nothing', async () => {
  const said = new Script().register().registerMw().wait(5).challengeMw(timeout).challenge(timeout);
  const [own] = await findingsOf('R28', said);
  expect(own?.confidence).toBe('likely');
  expect(own?.detail).toContain('; 10.20.0.2 port 5060 says so.');
  const [atOnce] = await findingsOf('R28', new Script().register().registerMw().challenge(timeout));
  expect(atOnce?.confidence).toBe('likely');
});

test('Cx shows that it is the HSS', async () => {
  const script = new Script()
    .register()
    .registerMw()
    .cx(303, true, avp(1, 0, latin1('alice@ims')))
    .wait(5);
  const [finding] = await findingsOf('R28', script.challengeMw(timeout).challenge(timeout));
  expect(finding?.detail).toContain('the HSS does not answer the MAR');
});

test('100 and nothing more for 32 s', async () => {
  const waiting = () => new Script().register().clearBack('SIP/2.0 100 Trying');
  const [finding] = await findingsOf('R28', waiting().wait(40).mw('OPTIONS sip:ims SIP/2.0'));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(await findingsOf('R28', waiting().wait(5).mw('OPTIONS sip:ims SIP/2.0'))).toEqual([]);
});

test('the REGISTER in ESP goes on to Mw, and nothing comes back for 32 s', async () => {
  const forwarded = () => new Script().register().challengeMw().challenge().answer().registerMw({ cseq: 2 });
  const [finding] = await findingsOf('R28', forwarded().wait(40).mw('OPTIONS sip:ims SIP/2.0'));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain(
    'The P-CSCF forwards the REGISTER in ESP, and the UE gets no final response',
  );
  expect(finding?.detail).toContain('the last hop seen is 10.20.0.2 port 5060');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
  expect(await findingsOf('R28', forwarded().wait(5).mw('OPTIONS sip:ims SIP/2.0'))).toEqual([]);
});

test('a later REGISTER that is challenged makes it a note', async () => {
  const script = new Script().register().challenge(timeout).register({ cseq: 2 }).challenge({ cseq: 2 });
  expect((await findingsOf('R28', script))[0]?.severity).toBe('note');
});

test('neither a challenge nor a 504 that orders a new registration', async () => {
  expect(await findingsOf('R28', new Script().register().challengeMw().challenge().wait(40))).toEqual([]);
  const restoration = { ...headers, 'Content-Type': 'application/3gpp-ims+xml' };
  expect(
    await findingsOf('R28', new Script().register().challenge({ ...timeout, headers: restoration })),
  ).toEqual([]);
});
