import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const USIMS = { usims: usimsOf({ k: WORKED.k, opc: WORKED.opc }) };
const challenged = () => new Script().register().challengeMw().challenge();

test('a wrong response and a 200', async () => {
  const [finding] = await findingsOf('A02', challenged().answer().ok(), USIMS);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The response of REGISTER 2 (algorithm AKAv1-MD5, qop auth) does not match RES, but the answer is 200 OK.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a right one, or one that nothing is known of', async () => {
  const headers = {
    Authorization: `Digest username="${WORKED.username}", realm="${WORKED.realm}", uri="${WORKED.uri}", nonce="${NONCE}", response="${WORKED.response.akav1WithoutQop}", algorithm=AKAv1-MD5`,
  };
  expect(await findingsOf('A02', challenged().answer({ headers }).ok(), USIMS)).toEqual([]);
  expect(await findingsOf('A02', challenged().answer().ok())).toEqual([]);
});
