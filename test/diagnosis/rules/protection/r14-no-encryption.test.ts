import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../../support/events/script.ts';

const NULL = { alg: 'hmac-sha-1-96', ealg: 'null' } as const;
const registered = (script: Script, suite: typeof NULL) =>
  script.challengeMw().challenge({ suite }).answer({ suite }).ok({ suite });

test('null is chosen though the UE offered a cipher: a note', async () => {
  const offers = `${mechanism(UE)}, ${mechanism(UE, NULL)}`;
  const script = new Script().register({ headers: { 'Security-Client': offers } });
  const [finding] = await findingsOf('R14', registered(script, NULL));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', frames: [{ file: 0, frame: 3 }] });
  expect(finding?.detail).toBe(
    'Security-Server chose hmac-sha-1-96/null, although the UE offered hmac-sha-1-96/aes-cbc.',
  );
});

test('a cipher is chosen and ESP is not encrypted: a warning', async () => {
  const script = new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ suite: NULL })
    .ok({ suite: NULL });
  const [finding] = await findingsOf('R14', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.detail).toContain('chose hmac-sha-1-96/aes-cbc, but the ICVs prove hmac-sha-1-96/null');
});

test('nothing with a cipher, nor where closed ESP shows that there is one', async () => {
  expect(await findingsOf('R14', new Script().register().challengeMw().challenge().answer().ok())).toEqual(
    [],
  );
  expect(await findingsOf('R14', new Script().register().challenge({ suite: NULL }).answer().ok())).toEqual(
    [],
  );
});
