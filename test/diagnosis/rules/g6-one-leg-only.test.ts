import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../support/script.ts';

test('only Mw, also where the P-CSCF leaves Security-Client in the REGISTER', async () => {
  for (const headers of [{}, { 'Security-Client': mechanism(UE) }]) {
    const [finding] = await findingsOf('G6', new Script().registerMw({ headers }).challengeMw());
    expect(finding).toMatchObject({ severity: 'note', title: 'Only Mw was captured' });
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  }
});

test('only Gm, and no key', async () => {
  const [finding] = await findingsOf('G6', new Script().register().challenge().answer());
  expect(finding).toMatchObject({ severity: 'note', title: 'Only Gm was captured, and no key is known' });
  expect(finding?.detail).toMatch(/^No key is known for 1 of 1 sets of SAs/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2]);
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
