import { expect, test } from 'vitest';
import { KEY } from '../../../support/captures/sa-set.ts';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';

const end = 'OPTIONS sip:ims SIP/2.0';
const challenged = () => new Script().register().registerMw().challengeMw().challenge();

test('good ICVs, no ESP back, and nothing on Mw', async () => {
  const [finding] = await findingsOf('R11', challenged().answer().wait(4).answer().wait(12).mw(end));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE sends 2 ESP packets under SPI 2002 in 4.01 s, and no ESP comes back. Their ICVs are good. No REGISTER follows on Mw.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
});

test('without keys and Mw it is only possible', async () => {
  const script = new Script().register().challenge().answer().wait(12).mw(end);
  const [finding] = await findingsOf('R11', script);
  expect(finding?.confidence).toBe('possible');
  expect(finding?.detail).toMatch(
    /no ESP comes back\. Their ICVs could not be checked: no keys\. Mw was not captured\.$/,
  );
});

test('nothing where the REGISTER went on to Mw, or an answer comes', async () => {
  expect(await findingsOf('R11', challenged().answer().registerMw({ cseq: 2 }).wait(12).mw(end))).toEqual([]);
  expect(await findingsOf('R11', challenged().answer().ok())).toEqual([]);
});

test('bad ICVs explain it', async () => {
  const key = { ck: KEY.ck, ik: KEY.ck };
  expect(await findingsOf('R11', challenged().answer({ key }).wait(12).mw(end))).toEqual([]);
});

test('an answer in the clear is an answer too', async () => {
  const headers = { 'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5` };
  const script = challenged().answer().clearBack('SIP/2.0 403 Forbidden', { cseq: 2, headers });
  expect(await findingsOf('R11', script.wait(12).mw(end))).toEqual([]);
});
