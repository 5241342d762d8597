import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const says = (value: string) => ({
  Authorization: `Digest username="alice@ims", realm="ims", nonce="", uri="sip:ims", response="", integrity-protected=${value}`,
});

test('the UE says so: a note', async () => {
  const [finding] = await findingsOf('G4', new Script().register({ headers: says('yes') }).challenge());
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1]);
  expect(finding?.detail).toBe('Authorization of the UE has integrity-protected=yes.');
});

test('a P-CSCF that passes it on without protection: a warning', async () => {
  const script = new Script().register({ headers: says('yes') }).registerMw({ headers: says('"yes"') });
  const [finding] = await findingsOf('G4', script);
  expect(finding?.severity).toBe('warning');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('on Mw it is the P-CSCF that says it', async () => {
  const script = new Script()
    .register()
    .registerMw({ headers: says('"no"') })
    .challengeMw()
    .challenge();
  expect(await findingsOf('G4', script)).toEqual([]);
});
