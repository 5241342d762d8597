import { expect, test } from 'vitest';
import { RULES } from '../../../../src/diagnosis/rules/rule-book.ts';
import { findingsOf, mechanism, PCSCF, Script } from '../../../support/events/script.ts';

const refused = (startLine: string, headers: Record<string, string> = {}) => ({
  startLine: `SIP/2.0 ${startLine}`,
  headers: { 'WWW-Authenticate': null, 'Security-Server': null, ...headers },
});

test('says what the response says, and where it was seen', async () => {
  const forbidden = refused('403 Forbidden', {
    Warning: '399 scscf "no such thing"',
    Reason: 'SIP;cause=403',
    Server: 'X/1',
  });
  const script = new Script().register().registerMw().challengeMw(forbidden).challenge(forbidden);
  const [finding] = await findingsOf('G3', script);
  expect(finding).toMatchObject({
    severity: 'error',
    confidence: 'certain',
    title: 'The REGISTER is refused with 403',
  });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3, 4]);
  expect(finding?.detail).toBe(
    'The REGISTER (CSeq 1) got 403 Forbidden from behind the P-CSCF. Reason: SIP;cause=403; Warning: 399 scscf "no such thing"; Server: X/1.',
  );
});

test('on Gm alone it is of the P-CSCF, where Mw was captured', async () => {
  const script = new Script().register().registerMw().challenge(refused('606 Not Acceptable'));
  expect((await findingsOf('G3', script))[0]?.detail).toContain(
    'got 606 Not Acceptable on Gm only. It gives no further details.',
  );
});

test('a note once a later REGISTER gets further', async () => {
  const script = new Script().register().challenge(refused('400 Bad Request')).register({ cseq: 2 });
  expect((await findingsOf('G3', script.challenge({ cseq: 2 })))[0]?.severity).toBe('note');
});

test('silent where another rule explains the response, and without a refusal', async () => {
  const unresolvable = new Script().register().challenge(refused('478 Unresolvable destination'));
  expect(await findingsOf('G3', unresolvable)).toEqual([]);
  const verify = { 'Security-Verify': mechanism({ ...PCSCF, spiC: 7 }) };
  const differing = new Script().register().challengeMw().challenge().answer({ headers: verify });
  expect(
    await findingsOf('G3', differing.ok({ startLine: 'SIP/2.0 494 Security Agreement Required' })),
  ).toEqual([]);
  expect(await findingsOf('G3', new Script().register().challengeMw().challenge().answer().ok())).toEqual([]);
});

test('the last of all rules, since it looks at what they found', () => {
  expect(RULES.at(-1)?.id).toBe('G3');
});
