import { expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import type { Origin } from '../../src/model/origin.ts';
import { ChallengeStore } from '../../src/registration/challenge-store.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import type { SipMessage } from '../../src/sip/message.ts';

const NONCE = 'oJRMdf88TwhTovkQqh8QT8bi9GyPQoAAfzu5uEt8P/Y=';
const KEYS = 'ck="d53c02758b376066fad0af7daa6df765", ik="e1763cf28cc2e584588800193137ec92"';

function challenge(parameters: string): SipMessage {
  const text = `SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: Digest realm="ims", ${parameters}\r\n\r\n`;
  const bytes = fromLatin1(text);
  return parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
}

function at(frame: number): Origin {
  return { file: 0, frame, frames: null, seconds: 0, nanoseconds: 0, protection: null };
}

test('Gm first, Mw later: the key comes by nonce', () => {
  const store = new ChallengeStore(10);
  const gm = store.learn(challenge(`nonce="${NONCE}", algorithm=AKAv1-MD5`), at(4));
  expect(gm?.key).toBeNull();
  store.learn(challenge(`nonce="${NONCE}", algorithm=AKAv1-MD5, ${KEYS}`), at(5));
  expect(store.get(NONCE)?.key?.source).toBe('401');
  expect(store.get(NONCE)?.key?.ck[0]).toBe(0xd5);
  expect(store.get(NONCE)?.first).toEqual({ file: 0, frame: 4 });
});

test('a challenge without nonce is none', () => {
  expect(new ChallengeStore(10).learn(challenge('nonce=""'), at(1))).toBeNull();
});

test('a full store gives up its oldest challenge and counts it', () => {
  const store = new ChallengeStore(2);
  for (const nonce of ['a', 'b', 'c']) store.learn(challenge(`nonce="${nonce}"`), at(1));
  expect([store.get('a'), store.evicted]).toEqual([null, 1]);
  expect(store.get('c')).not.toBeNull();
});
