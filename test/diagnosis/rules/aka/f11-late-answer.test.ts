import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';

const again = {
  startLine: 'SIP/2.0 401 Unauthorized',
  headers: {
    'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE.replace('I', 'J')}", algorithm=AKAv1-MD5`,
  },
};
const answered = (seconds: number, server: string) =>
  new Script()
    .register()
    .challengeMw()
    .challenge({ headers: { Server: server } })
    .wait(seconds)
    .answer();

test('an answer after more than four minutes', async () => {
  const [finding] = await findingsOf('F11', answered(300, 'Other').ok(again));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE answers the challenge 300 s after the 401. The response is 401 Unauthorized. The sender identifies itself as "Other".',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4, 5]);
});

test('a Kamailio forgets after one minute', async () => {
  const [finding] = await findingsOf('F11', answered(70, 'Kamailio S-CSCF').ok(again));
  expect(finding?.confidence).toBe('likely');
  expect(await findingsOf('F11', answered(70, 'Other').ok(again))).toEqual([]);
});

test('accepted all the same: a note; in time: nothing', async () => {
  const [late] = await findingsOf('F11', answered(300, 'Other').ok());
  expect(late?.severity).toBe('note');
  expect(await findingsOf('F11', answered(1, 'Kamailio').ok())).toEqual([]);
});
