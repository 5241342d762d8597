import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

test('an agreement without keys, and the ESP behind it', async () => {
  const script = new Script().register().challenge().answer().ok();
  const [finding] = await findingsOf('C2', script.esp('uc->ps', 'MESSAGE sip:bob@ims SIP/2.0', { spi: 77 }));
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', callId: null });
  expect(finding?.detail).toMatch(/^2 ESP packets of 1 agreement could not be decrypted\. 1 more has an SPI/);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('nothing with the keys', async () => {
  expect(await findingsOf('C2', new Script().register().challengeMw().challenge().answer())).toEqual([]);
});
