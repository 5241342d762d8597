import { expect, test } from 'vitest';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { KEY } from '../../../support/captures/sa-set.ts';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const WRONG = { ck: KEY.ck, ik: KEY.ck };
const USIMS = { usims: usimsOf({ k: WORKED.k, opc: WORKED.opc }) };
const challenged = () => new Script().register().challengeMw().challenge();

test('no ICV of the UE verifies', async () => {
  const [finding] = await findingsOf(
    'R12',
    challenged().answer({ key: WRONG }).wait(1).answer({ key: WRONG }),
  );
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toMatch(/^2 of 2 ESP packets/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a single packet among good ones is only a warning', async () => {
  const [finding] = await findingsOf('R12', challenged().answer().answer({ key: WRONG }));
  expect(finding?.severity).toBe('warning');
});

test('nothing when all verify, nor without a key to judge by', async () => {
  expect(await findingsOf('R12', challenged().answer().ok())).toEqual([]);
  expect(await findingsOf('R12', new Script().register().challenge().answer({ key: WRONG }))).toEqual([]);
});

test('a USIM that was given rules out the keys of the HSS', async () => {
  const [finding] = await findingsOf('R12', challenged().answer({ key: WRONG }), USIMS);
  expect(finding?.detail).toContain('AUTN matches the given USIM keys');
});

test('keys of the network that are not those of the USIM, though AUTN is right', async () => {
  const other = 'ck="00000000000000000000000000000001", ik="00000000000000000000000000000002"';
  const headers = {
    'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, ${other}, qop="auth"`,
  };
  const key = { ck: fromHex(WORKED.ck) as Uint8Array, ik: fromHex(WORKED.ik) as Uint8Array };
  const script = new Script().register().challengeMw({ headers }).challenge().answer({ key });
  const [finding] = await findingsOf('R12', script, USIMS);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.title).toBe('The keys of the UE do not match those that the S-CSCF gave to the P-CSCF');
  expect(await findingsOf('R12', challenged().answer(), USIMS)).toEqual([]);
});

test('the keys of another challenge of the same UE', async () => {
  const [ck, ik] = ['11'.repeat(16), '22'.repeat(16)];
  const first = {
    'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE.replace('I', 'J')}", algorithm=AKAv1-MD5, ck="${ck}", ik="${ik}"`,
  };
  const key = { ck: fromHex(ck) as Uint8Array, ik: fromHex(ik) as Uint8Array };
  const script = new Script()
    .register({ callId: 'before@ue' })
    .challengeMw({ callId: 'before@ue', headers: first })
    .register()
    .challengeMw()
    .challenge()
    .answer({ key });
  const [finding] = await findingsOf('R12', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', settle: null });
  expect(finding?.title).toBe('The UE uses the keys of another challenge');
  expect(finding?.detail).toMatch(/The key of the challenge in frame 2 does: the UE answered that one\.$/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 6]);
});

test('a REGISTER that was challenged twice', async () => {
  const [ck, ik] = ['11'.repeat(16), '22'.repeat(16)];
  const other = {
    'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE.replace('I', 'J')}", algorithm=AKAv1-MD5, ck="${ck}", ik="${ik}"`,
  };
  const key = { ck: fromHex(ck) as Uint8Array, ik: fromHex(ik) as Uint8Array };
  const script = challenged().challengeMw({ headers: other }).answer({ key });
  const [finding] = await findingsOf('R12', script);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('packets before the 401, under the same SPI, belong to an SA that the capture does not explain', async () => {
  const earlier = () => {
    const script = new Script();
    for (let i = 0; i < 4; i++)
      script.esp('uc->ps', 'MESSAGE sip:b@ims SIP/2.0', { key: WRONG, callId: `m${i}` });
    return script.wait(30).register().challengeMw().challenge();
  };
  expect(await findingsOf('R12', earlier().answer({ sequence: 1 }).ok())).toEqual([]);
  const [finding] = await findingsOf('R12', earlier().answer({ sequence: 1, key: WRONG }));
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([8]);
  expect(finding?.detail).toContain('1 of 1 ESP packets from the UE have a bad ICV');
});
