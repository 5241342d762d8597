import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const refused = {
  startLine: 'SIP/2.0 403 Forbidden - Private identity not found (Authorization: username)',
  headers: { 'WWW-Authenticate': null, 'Security-Server': null },
};

test('a REGISTER of the UE without Authorization', async () => {
  const script = new Script().register({ headers: { Authorization: null } }).challenge(refused);
  const [finding] = await findingsOf('R27', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(finding?.detail).toMatch(
    /^The REGISTER of the UE has no Authorization\. The response is 403 Forbidden/,
  );
});

test('a REGISTER that has one: it was lost behind the P-CSCF', async () => {
  const [finding] = await findingsOf('R27', new Script().register().challenge(refused));
  expect(finding).toMatchObject({ confidence: 'likely' });
  expect(finding?.detail).toContain('has the username alice@ims');
});

test('only a note if a later REGISTER is challenged', async () => {
  const script = new Script().register({ headers: { Authorization: null } }).challenge(refused);
  const [finding] = await findingsOf('R27', script.register({ cseq: 2 }).challenge({ cseq: 2 }));
  expect(finding?.severity).toBe('note');
});

test('nothing where the REGISTER is challenged or refused for another reason', async () => {
  expect(await findingsOf('R27', new Script().register().challenge())).toEqual([]);
  const other = { ...refused, startLine: 'SIP/2.0 403 Forbidden' };
  expect(await findingsOf('R27', new Script().register().challenge(other))).toEqual([]);
});
