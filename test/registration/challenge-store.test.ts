import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import type { Origin } from '../../src/model/origin.ts';
import { algorithmsOf, ChallengeStore, challengeName } from '../../src/registration/challenge-store.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import { challengesIn, type DigestParameters } from '../../src/sip/digest.ts';
import type { SipMessage } from '../../src/sip/message.ts';

const NONCE = 'oJRMdf88TwhTovkQqh8QT8bi9GyPQoAAfzu5uEt8P/Y=';
const KEYS = 'ck="d53c02758b376066fad0af7daa6df765", ik="e1763cf28cc2e584588800193137ec92"';

function challenge(parameters: string): DigestParameters[] {
  const text = `SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: Digest realm="ims", ${parameters}\r\n\r\n`;
  const bytes = fromLatin1(text);
  return challengesIn(parseSipDatagram(bytes, 0, bytes.length) as SipMessage);
}

function challenges(...fields: readonly string[]): DigestParameters[] {
  const lines = fields.map(value => `WWW-Authenticate: ${value}\r\n`).join('');
  const bytes = fromLatin1(`SIP/2.0 401 Unauthorized\r\nCSeq: 1 REGISTER\r\n${lines}\r\n`);
  return challengesIn(parseSipDatagram(bytes, 0, bytes.length) as SipMessage);
}

function at(frame: number): Origin {
  return { file: 0, frame, frames: null, seconds: 0, nanoseconds: 0, protection: null };
}

test('Gm first, Mw later: the key comes by nonce', () => {
  const store = new ChallengeStore(10);
  const [gm] = store.learn(challenge(`nonce="${NONCE}", algorithm=AKAv1-MD5`), at(4));
  expect(gm?.keys).toEqual([]);
  store.learn(challenge(`nonce="${NONCE}", algorithm=AKAv1-MD5, ${KEYS}`), at(5));
  expect(store.get(NONCE)?.keys[0]?.source).toBe('401');
  expect(store.get(NONCE)?.keys[0]?.ck[0]).toBe(0xd5);
  expect(store.get(NONCE)?.first).toEqual({ file: 0, frame: 4 });
});

test('a challenge without nonce is none', () => {
  expect(new ChallengeStore(10).learn(challenge('nonce=""'), at(1))).toEqual([]);
});

test('a full store gives up its oldest challenge and counts it', () => {
  const store = new ChallengeStore(2);
  for (const nonce of ['a', 'b', 'c']) store.learn(challenge(`nonce="${nonce}"`), at(1));
  expect([store.get('a'), store.evicted]).toEqual([null, 1]);
  expect(store.get('c')).not.toBeNull();
});

test('all that are kept, oldest first', () => {
  const store = new ChallengeStore(2);
  for (const nonce of ['a', 'b', 'c']) store.learn(challenge(`nonce="${nonce}"`), at(1));
  expect([...store.all()].map(({ nonce }) => nonce)).toEqual(['b', 'c']);
});

const VECTOR = {
  nonce: NONCE,
  xres: Uint8Array.of(1, 2, 3, 4),
  ck: new Uint8Array(16).fill(1),
  ik: new Uint8Array(16).fill(2),
};

test('what the HSS gave out joins by nonce, and every key is kept once', () => {
  const store = new ChallengeStore(10);
  store.learnVector(VECTOR, at(1));
  store.learn(challenge(`nonce="${NONCE}", algorithm=AKAv1-MD5, ${KEYS}`), at(2));
  store.learnVector(VECTOR, at(3));
  const joined = store.get(NONCE);
  expect(joined?.keys.map(({ source }) => source)).toEqual(['maa', '401']);
  expect([joined?.xres, joined?.realm, joined?.first.frame]).toEqual([VECTOR.xres, 'ims', 1]);
  expect([...store.all()].length).toBe(1);
});

test('every XRES is kept once, and of many the first few', () => {
  const store = new ChallengeStore(10);
  for (const first of [1, 1, 2, 1, ...Array.from({ length: 300 }, (_, i) => i & 255)])
    store.learnVector({ ...VECTOR, xres: Uint8Array.of(first, 0, 0, 0) }, at(1));
  const { xres, otherXres = [] } = store.get(NONCE) ?? {};
  expect([xres, ...otherXres].map(one => one?.[0])).toEqual([1, 2, 0, 3, 4, 5, 6, 7]);
});

test('a vector without keys, and more keys than one challenge can have', () => {
  const store = new ChallengeStore(10);
  expect(store.learnVector({ ...VECTOR, ck: null }, at(1)).keys).toEqual([]);
  for (let i = 0; i < 20; i++) store.learnVector({ ...VECTOR, ik: new Uint8Array(16).fill(i) }, at(1));
  expect(store.get(NONCE)?.keys.length).toBe(18);
  expect(store.droppedKeys).toBe(2);
});

test.each([3, 150, 290])('the key of number %i of 300 keys of one nonce', real => {
  const store = new ChallengeStore(1000);
  for (let i = 0; i < 300; i++)
    store.learnVector({ ...VECTOR, ck: Uint8Array.from({ length: 16 }, (_, at) => i >> (8 * at)) }, at(1));
  const firsts = store.get(NONCE)?.keys.map(({ ck }) => (ck[0] ?? 0) + 256 * (ck[1] ?? 0));
  expect(store.get(NONCE)?.keys.length).toBe(128);
  expect(firsts?.includes(real)).toBe(real !== 150);
});

test('what a server adds behind RAND and AUTN makes no other challenge', () => {
  const longer = Buffer.concat([Buffer.from(NONCE, 'base64'), Buffer.from('server data')]).toString('base64');
  expect([challengeName(longer), challengeName(NONCE), challengeName('x'.repeat(50))]).toEqual([
    NONCE,
    NONCE,
    Buffer.from('x'.repeat(50), 'base64').subarray(0, 32).toString('base64'),
  ]);
  expect(challengeName(`${NONCE}not base64!`)).toBe(`${NONCE}not base64!`);
});

describe('several challenges in one 401', () => {
  const V2 = `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv2-SHA-256`;
  const V1 = `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, ${KEYS}`;

  test.each([
    ['in two fields', [V2, V1]],
    ['in one field', [`${V2}, ${V1}`]],
    ['the other way round', [`${V1},${V2}`]],
  ])('of one nonce, %s: all algorithms and all keys', (_, fields) => {
    const store = new ChallengeStore(10);
    const learnt = store.learn(challenges(...fields), at(1));
    expect(learnt.map(({ nonce }) => nonce)).toEqual([NONCE]);
    expect([...(learnt[0]?.algorithms ?? [])].sort()).toEqual(['AKAv1-MD5', 'AKAv2-SHA-256']);
    expect(learnt[0]?.keys.length).toBe(1);
  });

  test('of different nonces: each for itself, that of AKA first', () => {
    const store = new ChallengeStore(10);
    const learnt = store.learn(challenges('Digest realm="ims", nonce="abc", algorithm=MD5', V1), at(1));
    expect(learnt.map(({ nonce, keys }) => [nonce, keys.length])).toEqual([
      [NONCE, 1],
      ['abc', 0],
    ]);
    expect(store.get('abc')?.algorithms).toEqual(['MD5']);
  });
});

test('the algorithms to be tried: of the challenge, otherwise of its answer', () => {
  const [known] = new ChallengeStore(1).learn(challenges('Digest nonce="abc", algorithm=MD5'), at(1));
  expect(algorithmsOf(known ?? null, 'AKAv1-MD5')).toEqual(['MD5']);
  expect(algorithmsOf(null, 'AKAv1-MD5')).toEqual(['AKAv1-MD5']);
  expect(algorithmsOf(null, null)).toEqual([null]);
});
