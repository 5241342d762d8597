import { expect, test } from 'vitest';
import { type UnansweredEsp, unansweredEsp } from '../../../src/diagnosis/evidence/silence/unanswered-esp.ts';
import { isExplained } from '../../../src/diagnosis/rules/explained-silence.ts';
import { KEY } from '../../support/captures/sa-set.ts';
import { caseOf, PCSCF, Script, UE } from '../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();

async function explained(script: Script): Promise<boolean> {
  const subject = await caseOf(script);
  return isExplained(subject, unansweredEsp(subject) as UnansweredEsp);
}

test('silence alone explains nothing', async () => {
  expect(await explained(challenged().answer())).toBe(false);
});

test('a bad ICV, a NAT, and a P-CSCF that kept an earlier Security-Client do', async () => {
  expect(await explained(challenged().answer({ key: { ck: KEY.ck, ik: KEY.ck } }))).toBe(true);
  const translated = new Script().register({
    headers: { Via: 'SIP/2.0/UDP 192.168.7.7:5060;branch=z9hG4bKue' },
  });
  expect(await explained(translated.challengeMw().challenge().answer())).toBe(true);
  const first = new Script()
    .register({ ue: { ...UE, spiC: 71, spiS: 72 } })
    .challengeMw()
    .challenge({ pcscf: { ...PCSCF, spiC: 81, spiS: 82 } });
  expect(
    await explained(
      first.register({ cseq: 2 }).challengeMw({ cseq: 2 }).challenge({ cseq: 2 }).answer({ cseq: 3 }),
    ),
  ).toBe(true);
});

test('a Server that is known for wrong 3DES keys does, where 3DES was chosen', async () => {
  const suite = { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' } as const;
  const chosen = (server: string) =>
    new Script()
      .register({ suite })
      .challengeMw()
      .challenge({ suite, headers: { Server: server } })
      .answer({ suite });
  expect(await explained(chosen('kamailio (5.6.3)'))).toBe(true);
  expect(await explained(chosen('other'))).toBe(false);
});
