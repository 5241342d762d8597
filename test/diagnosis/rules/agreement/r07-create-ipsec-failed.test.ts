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

test('an SA that could not be made, in Warning: likely, and its words are shown', async () => {
  const script = new Script().register().registerMw().challengeMw().challenge().answer();
  const warned = script.ok({
    startLine: 'SIP/2.0 404 Not Found',
    headers: { Warning: '399 3.2.X "AKA add SA failure"' },
  });
  const [finding] = await findingsOf('R07', warned);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain('The response says: Warning: 399 3.2.X "AKA add SA failure".');
});

test('no port or SPI left', async () => {
  const script = refused(new Script().register(), 'No free client port');
  expect((await findingsOf('R07', script))[0]?.title).toBe('The P-CSCF has no free port or SPI for the SAs');
});
