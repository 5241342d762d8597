import { expect, test } from 'vitest';
import { attemptSteps, unverifiedSteps } from '../../../src/diagnosis/timeline/attempt-steps.ts';
import { KEY } from '../../support/captures/sa-set.ts';
import { caseOf, mechanism, PCSCF, Script } from '../../support/events/script.ts';

async function stepsOf(script: Script): Promise<string[]> {
  const subject = await caseOf(script);
  return subject.attempts
    .flatMap(one => attemptSteps(subject, one))
    .map(({ mark, text }) => `${mark} ${text}`);
}

const challenged = () => new Script().register().registerMw().challengeMw().challenge();

test('request, challenge on both legs, agreement; the keys are said, not shown', async () => {
  const [request, passedOn, mw, gm, agreement, ...rest] = await stepsOf(challenged());
  expect(request).toBe('plain UE to P-CSCF: REGISTER 1, 522 octets over UDP (unprotected)');
  expect(passedOn).toBe('plain P-CSCF to core: REGISTER 1 forwarded, 335 octets over UDP');
  expect(mw).toBe(
    'plain core to P-CSCF: 401 "Unauthorized", 422 octets over UDP: AKAv1-MD5, nonce I1U8vpY3…, with ck and ik',
  );
  expect(gm).toBe(
    'plain P-CSCF to UE: 401 "Unauthorized", 429 octets over UDP (unprotected): AKAv1-MD5, nonce I1U8vpY3…',
  );
  expect(agreement).toMatch(
    /^plain agreement: UE offers hmac-sha-1-96\/aes-cbc, P-CSCF chooses hmac-sha-1-96\/aes-cbc; UE spi-c=1001/,
  );
  expect(agreement).toMatch(/creates SA set 1 \(keys from a 401\)$/);
  expect(rest).toEqual([]);
});

test('the answer in ESP and its 200', async () => {
  const steps = await stepsOf(challenged().answer().ok());
  expect(steps.join('\n')).toMatch(
    /^good UE to P-CSCF: REGISTER 2, \d{3} octets over UDP \(ESP uc->ps of set 1, ICV good\): answers nonce I1U8vpY3…, qop auth$/m,
  );
  expect(steps).toContain(
    'good P-CSCF to UE: 200 "OK" (ESP pc->us of set 1, ICV good): registered for 600000 s',
  );
});

test('retransmissions are odd, a refusal is bad', async () => {
  const again = await stepsOf(new Script().register().wait(1).register());
  expect(again).toEqual(['odd UE to P-CSCF: REGISTER 1, 522 octets over UDP (unprotected), sent 2 times']);
  const refused = await stepsOf(new Script().register().clearBack('SIP/2.0 403 Forbidden', { cseq: 1 }));
  expect(refused.at(-1)).toBe('bad P-CSCF to UE: 403 "Forbidden" (unprotected)');
});

test('a suite that was not offered is odd', async () => {
  const server = mechanism(PCSCF, { alg: 'hmac-md5-96', ealg: 'null' });
  const steps = await stepsOf(new Script().register().challenge({ headers: { 'Security-Server': server } }));
  expect(steps.at(-1)).toMatch(/^odd agreement: .*P-CSCF chooses hmac-md5-96\/null \(not offered\)/);
});

test('resynchronisation and de-registration by name', async () => {
  const auts =
    'Digest username="alice@ims", realm="ims", nonce="N", uri="sip:ims", response="", auts="uoU/PBI8z0TpNZbjVcY="';
  const steps = await stepsOf(new Script().register({ headers: { Authorization: auts, Expires: '0' } }));
  expect(steps).toEqual([
    'odd UE to P-CSCF: de-registration REGISTER 1, 526 octets over UDP (unprotected): auts (SQN out of range) for nonce N',
  ]);
});

test('a REGISTER whose ICV is bad is shown, but makes no attempt', async () => {
  const wrong = { key: { ck: KEY.ck, ik: KEY.ck } };
  const subject = await caseOf(challenged().answer(wrong).wait(1).answer(wrong));
  expect(subject.attempts.map(({ attempt }) => attempt.cseq)).toEqual([1]);
  const [step, ...others] = unverifiedSteps(subject);
  expect(step).toMatchObject({
    mark: 'bad',
    text: 'UE to P-CSCF: REGISTER 2 (ESP uc->ps of set 1, ICV bad), sent 2 times',
  });
  expect(step?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
  expect(others).toEqual([]);
});

test('an agreement says where its keys come from, or that none is known', async () => {
  expect((await stepsOf(new Script().register().challenge())).at(-1)).toMatch(/creates SA set 1 \(no key\)$/);
});
