import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const answered = () => new Script().register().challengeMw().challenge().answer();

test('a note for what the 200 lacks', async () => {
  const headers = { 'Service-Route': null, 'P-Associated-URI': null };
  const [finding] = await findingsOf('G14', answered().ok({ headers }));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain' });
  expect(finding?.detail).toBe('The 200 has no P-Associated-URI and no Service-Route.');
  const [one] = await findingsOf('G14', answered().ok({ headers: { 'Service-Route': null } }));
  expect(one?.detail).toBe('The 200 has no Service-Route.');
});

test('nothing if both are there, nor for a registrar that is no IMS', async () => {
  expect(await findingsOf('G14', answered().ok())).toEqual([]);
  const plain = new Script().register({ headers: { 'Security-Client': null } });
  expect(await findingsOf('G14', plain.clearBack('SIP/2.0 200 OK', { cseq: 1 }))).toEqual([]);
});
