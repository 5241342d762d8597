import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../support/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();

test('a UE that sends nothing for ten seconds after the 401 is silent', async () => {
  const script = challenged().wait(12).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R01', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.frames).toEqual([{ file: 0, frame: 3 }]);
  expect(finding?.detail).toContain('SPI 2002');
});

test('a fresh REGISTER with another Call-ID proves that the UE gave up', async () => {
  const script = challenged().wait(3).register({ callId: 'b@ue' });
  const [finding] = await findingsOf('R01', script);
  expect(finding?.confidence).toBe('likely');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('a capture that ends with the 401 does not show that no answer comes', async () => {
  const [finding] = await findingsOf('R01', challenged());
  expect(finding?.confidence).toBe('possible');
});

test('a UE that answers in ESP is not silent, whatever it says', async () => {
  expect(await findingsOf('R01', challenged().answer())).toEqual([]);
});

test('nor is one that answers in the clear', async () => {
  expect(
    await findingsOf('R01', challenged().register({ cseq: 2 }).wait(20).mw('OPTIONS sip:ims SIP/2.0')),
  ).toEqual([]);
});
