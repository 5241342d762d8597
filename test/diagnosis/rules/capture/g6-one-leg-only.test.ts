import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../../support/events/script.ts';

test('only Mw, also where the P-CSCF leaves Security-Client in the REGISTER', async () => {
  for (const headers of [{}, { 'Security-Client': mechanism(UE) }]) {
    const [finding] = await findingsOf('G6', new Script().registerMw({ headers }).challengeMw());
    expect(finding).toMatchObject({ severity: 'note', title: 'Only Mw was captured' });
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  }
});

test('only Gm, no key, and ESP NULL: ICVs are not checked', async () => {
  const suite = { alg: 'hmac-sha-1-96', ealg: 'null' } as const;
  const [finding] = await findingsOf(
    'G6',
    new Script().register({ suite }).challenge({ suite }).answer({ suite }),
  );
  expect(finding).toMatchObject({
    severity: 'note',
    title: 'Only Gm was captured, and ICVs cannot be checked',
  });
  expect(finding?.detail).toMatch(/^No key is known for 1 set of SAs/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2]);
});

test('ESP that stays closed for want of a key is another matter', async () => {
  expect(await findingsOf('G6', new Script().register().challenge().answer())).toEqual([]);
});

test('both legs, and Gm without SAs, lack nothing', async () => {
  expect(await findingsOf('G6', new Script().register().challengeMw().challenge().answer())).toEqual([]);
  const plain = new Script().register().challenge({ headers: { 'Security-Server': null } });
  expect(await findingsOf('G6', plain)).toEqual([]);
});

test('only Gm, but the 401 leaks the keys', async () => {
  const script = new Script().register().challenge({
    headers: {
      'WWW-Authenticate': `Digest realm="ims", nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=", algorithm=AKAv1-MD5, ck="${'00'.repeat(16)}", ik="${'11'.repeat(16)}"`,
    },
  });
  expect(await findingsOf('G6', script)).toEqual([]);
});
