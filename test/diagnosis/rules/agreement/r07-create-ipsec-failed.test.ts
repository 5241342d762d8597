import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const refused = (script: Script, phrase: string) => script.clearBack(`SIP/2.0 503 ${phrase}`);
const PHRASE = 'Service Unavailable (Create ipsec failed)';

test('the P-CSCF says that it made no SAs', async () => {
  const script = new Script().register({ headers: { 'Security-Client': null } }).challengeMw();
  const [finding] = await findingsOf('R07', refused(script, PHRASE));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(`The response is 503 ${PHRASE}. The REGISTER has no Security-Client.`);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
});

test('other refusals are not that', async () => {
  expect(await findingsOf('R07', refused(new Script().register(), 'Service Unavailable'))).toEqual([]);
  expect(await findingsOf('R07', refused(new Script().register(), 'No IPsec algorithm in common'))).toEqual(
    [],
  );
});
