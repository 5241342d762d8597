import { expect, test } from 'vitest';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const UE2 = { ...UE, spiC: 1003, spiS: 1004, portC: 31003 };
const SECOND = NONCE.replace('I1U8', 'J1U8');
const [CK, IK] = ['11'.repeat(16), '22'.repeat(16)];
const KEY2 = { ck: fromHex(CK) as Uint8Array, ik: fromHex(IK) as Uint8Array };
const shown = `Digest realm="ims", nonce="${SECOND}", algorithm=AKAv1-MD5`;

/** A re-registration in ESP that is challenged anew with `pcscf`. */
const renewed = (pcscf = PCSCF) =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .ok()
    .wait(100)
    .answer({ cseq: 3, headers: { 'Security-Client': mechanism(UE2) } })
    .challengeMw({ cseq: 3, headers: { 'WWW-Authenticate': `${shown}, ck="${CK}", ik="${IK}"` } })
    .esp('pc->us', 'SIP/2.0 401 Unauthorized', {
      cseq: 3,
      headers: {
        'WWW-Authenticate': shown,
        'Security-Server': mechanism(pcscf),
      },
    });
const answer = {
  cseq: 4,
  ue: UE2,
  key: KEY2,
  headers: {
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${SECOND}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5`,
  },
};

test('the SPIs of the old SAs with new keys, and no answer', async () => {
  const script = renewed().answer(answer).wait(3).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R22', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain(
    'names SPIs 2001/2002 again. The UE sends 1 packet with the new keys and gets no answer.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 8, 9]);
});

test('a P-CSCF that copes with it: a warning', async () => {
  const script = renewed().answer(answer).ok({ cseq: 4, ue: UE2, key: KEY2 });
  const [finding] = await findingsOf('R22', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
});

test('new SPIs are as it should be', async () => {
  const pcscf = { ...PCSCF, spiC: 2003, spiS: 2004 };
  const script = renewed(pcscf).answer({ ...answer, pcscf });
  expect(await findingsOf('R22', script)).toEqual([]);
});
