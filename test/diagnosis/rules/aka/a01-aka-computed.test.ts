import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';
import { autsWith, nonceWith, usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const { k, opc } = WORKED;
const RIGHT = { usims: usimsOf({ k, opc }) };
const challenged = () => new Script().register().challengeMw().challenge();

test('SQN of AUTN, SQN_MS of AUTS, and the response', async () => {
  const nonce = nonceWith('000000100020');
  const script = new Script()
    .register()
    .challenge()
    .register({
      cseq: 2,
      headers: {
        Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="", algorithm=AKAv1-MD5, auts="${autsWith('000000100000')}"`,
      },
    })
    .challenge({
      cseq: 2,
      headers: { 'WWW-Authenticate': `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5` },
    });
  const [finding] = await findingsOf('A01', script, RIGHT);
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'AUTN of frame 2 is right, SQN ff9bb4d0b607 (281044218590727); the answer is an AUTS with SQN_MS 000000100000 (1048576). AUTN of frame 4 is right, SQN 000000100020 (1048608).',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 3, 4]);
});

test('a USIM that is not the one in the UE', async () => {
  const usims = usimsOf({ k: k.replace('4', '5'), opc });
  const [finding] = await findingsOf('A01', challenged().answer().ok(), { usims });
  expect(finding?.severity).toBe('note');
  expect(finding?.detail).toContain('it does not hold the given USIM');
});

test('nothing without a USIM', async () => {
  expect(await findingsOf('A01', challenged().answer().ok())).toEqual([]);
});
