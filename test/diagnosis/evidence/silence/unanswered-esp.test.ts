import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

/* What R09 to R13 have in common, seen through R11. */

const challenged = () => new Script().register().challengeMw().challenge();
const confidence = async (script: Script) => (await findingsOf('R11', script))[0]?.confidence;

test('three packets over two seconds are enough to know, two at the end of a capture are not', async () => {
  expect(await confidence(challenged().answer().wait(1).answer().wait(2).answer())).toBe('likely');
  expect(await confidence(challenged().answer().wait(3).answer())).toBe('possible');
});

test('a UE that begins anew has waited', async () => {
  expect(await confidence(challenged().answer().wait(5).register({ callId: 'b@ue' }))).toBe('likely');
});

test('a set that was answered once is not unanswered', async () => {
  const script = challenged()
    .answer()
    .ok()
    .wait(5)
    .esp('uc->ps', 'MESSAGE sip:b@ims SIP/2.0', { callId: 'm' });
  expect(await confidence(script.wait(12).mw('OPTIONS sip:ims SIP/2.0'))).toBeUndefined();
});

test('without the 401 on Gm nothing is said: the way to the UE may not be in the capture', async () => {
  const script = new Script().challengeMw().answer().wait(3).answer().wait(3).answer();
  expect(await confidence(script)).toBeUndefined();
});
