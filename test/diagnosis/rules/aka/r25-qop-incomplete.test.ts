import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const answering = (qop: string) => ({
  headers: {
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5${qop}`,
  },
});

test('qop without nc and cnonce', async () => {
  const script = challenged().answer(answering(', qop=auth')).ok({ startLine: 'SIP/2.0 400 Bad Request' });
  const [finding] = await findingsOf('R25', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Authorization has qop=auth without nc and cnonce. The response is 400 Bad Request.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a qop that was not offered; a warning if it is accepted', async () => {
  const script = challenged().answer(answering(', qop=auth-int, nc=00000001, cnonce="1"')).ok();
  const [finding] = await findingsOf('R25', script);
  expect(finding?.severity).toBe('warning');
  expect(finding?.detail).toContain('qop=auth-int, but the challenge offers auth.');
});

test('nothing without qop, nor with all of it', async () => {
  expect(await findingsOf('R25', challenged().answer(answering('')).ok())).toEqual([]);
  expect(await findingsOf('R25', challenged().answer().ok())).toEqual([]);
});
