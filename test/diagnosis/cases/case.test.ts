import { expect, test } from 'vitest';
import { tagsOf } from '../../../src/diagnosis/cases/case.ts';
import { caseOf, NONCE, PCSCF, Script, UE } from '../../support/events/script.ts';

const whole = () => new Script().register().registerMw().challengeMw().challenge().answer().ok();

test('the messages of an attempt are told apart by leg', async () => {
  const [first, second] = (await caseOf(whole())).attempts;
  expect(first?.gm.requests.map(({ frame }) => frame)).toEqual([1]);
  expect(first?.mw.requests.map(({ frame }) => frame)).toEqual([2]);
  expect(first?.mw.responses.map(({ frame }) => frame)).toEqual([3]);
  expect(first?.gm.responses.map(({ frame }) => frame)).toEqual([4]);
  expect(second?.gm.requests[0]?.protection?.icv).toBe('good');
});

test('headers are taken apart: offers, answer, verify, digest, challenge', async () => {
  const [first, second] = (await caseOf(whole())).attempts;
  expect(first?.securityClient).toMatchObject([{ spiC: UE.spiC, portS: UE.portS }]);
  expect(first?.securityServer).toMatchObject([{ spiC: PCSCF.spiC, ealg: 'aes-cbc' }]);
  expect(first?.requiresSecAgree).toBe(true);
  expect(first?.mwChallenge?.ck).not.toBeNull();
  expect(first?.gmChallenge?.ck).toBeNull();
  expect(first?.challenge?.keys).toHaveLength(1);
  expect(second?.authorization?.nonce).toBe(NONCE);
  expect(second?.securityVerify).toMatchObject([{ spiS: PCSCF.spiS }]);
  expect(second?.final?.message.status).toBe(200);
});

test('a final response on Gm goes before that on Mw; without either there is none', async () => {
  const [first] = (await caseOf(new Script().register().challengeMw())).attempts;
  expect([first?.gmFinal, first?.final?.frame]).toEqual([null, 2]);
  const [alone] = (await caseOf(new Script().register())).attempts;
  expect([alone?.final, alone?.gmChallenge, alone?.challenge]).toEqual([null, null, null]);
});

test('option tags in any case, from several fields', async () => {
  const script = new Script().register({ headers: { Require: 'Path, SEC-AGREE', 'Proxy-Require': 'x' } });
  const [first] = (await caseOf(script)).attempts;
  expect(tagsOf(first?.request ?? null, 'require', 'proxy-require')).toEqual(['path', 'sec-agree', 'x']);
  expect(tagsOf(null, 'require')).toEqual([]);
});

test('WWW-Authenticate challenges in a 401 only', async () => {
  const refused = new Script().register().challenge({ startLine: 'SIP/2.0 403 Forbidden' });
  expect((await caseOf(refused)).attempts[0]?.gmChallenge).toBeNull();
});
