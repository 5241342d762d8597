import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import { staleClientOf } from '../../../src/diagnosis/evidence/stale-security-client.ts';
import { KEY } from '../../support/captures/sa-set.ts';
import { casesOf, NONCE, PCSCF, Script, UE } from '../../support/events/script.ts';

const UE2 = { ...UE, spiC: 1003, spiS: 1004 };
const PCSCF2 = { ...PCSCF, spiC: 2003, spiS: 2004 };
const SECOND = NONCE.replace('I1U8', 'J1U8');
const second = {
  'WWW-Authenticate': `Digest realm="ims", nonce="${SECOND}", algorithm=AKAv1-MD5, ck="b40ba9a3c58b2a05bbf0d987b21bf8cb", ik="f769bcd751044604127672711c6d3441"`,
};
const challengedTwice = (ue = UE2) =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .register({ cseq: 2, ue })
    .challenge({ cseq: 2, pcscf: PCSCF2, headers: second });
const answer = { cseq: 3, ue: UE2, pcscf: PCSCF2 };

async function staleIn(script: Script) {
  return staleClientOf((await casesOf(script))[0] as RegistrationCase);
}

test('the second agreement is used in vain', async () => {
  const stale = await staleIn(challengedTwice().answer(answer));
  expect([stale?.former.attempt.cseq, stale?.challenged.attempt.cseq]).toEqual([1, 2]);
  expect([stale?.formerSet?.set.pcscf.spiS, stale?.set.set.pcscf.spiS]).toEqual([2002, 2004]);
});

test('not if it is not used, is answered, or has a bad ICV', async () => {
  expect(await staleIn(challengedTwice())).toBeNull();
  expect(await staleIn(challengedTwice().answer(answer).ok(answer))).toBeNull();
  expect(await staleIn(challengedTwice().answer({ ...answer, key: { ck: KEY.ck, ik: KEY.ck } }))).toBeNull();
});

test('nor if the UE kept its SPIs and ports, or was challenged once', async () => {
  expect(await staleIn(challengedTwice(UE).answer({ ...answer, ue: UE }))).toBeNull();
  expect(await staleIn(new Script().register().challengeMw().challenge().answer())).toBeNull();
});
