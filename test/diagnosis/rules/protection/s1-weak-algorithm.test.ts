import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../../support/events/script.ts';

const MD5 = { alg: 'hmac-md5-96', ealg: 'aes-cbc' } as const;

test('hmac-md5-96 where the UE offers better', async () => {
  const offers = `${mechanism(UE, MD5)}, ${mechanism(UE)}`;
  const script = new Script().register({ headers: { 'Security-Client': offers } }).challengeMw();
  const [finding] = await findingsOf('S1', script.challenge({ suite: MD5 }).answer({ suite: MD5 }));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', frames: [{ file: 0, frame: 3 }] });
  expect(finding?.detail).toBe('hmac-md5-96/aes-cbc is in use. The UE also offered hmac-sha-1-96/aes-cbc.');
});

test('nothing for hmac-sha-1-96 and aes-cbc', async () => {
  expect(await findingsOf('S1', new Script().register().challengeMw().challenge().answer())).toEqual([]);
});
