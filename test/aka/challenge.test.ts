import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerChallenge, challengeOfNonce, readAuts } from '../../src/aka/challenge.ts';
import { Milenage } from '../../src/aka/milenage.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';

const hex = (text: string) => fromHex(text) as Uint8Array;
const NONCE = 'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=';
const USIM = new Milenage(hex('465b5ce8b199b49faa5f0a2ee238a6bc'), hex('cd63cb71954a9f4e48a5994e37a02baf'));
const OTHER = new Milenage(hex('465b5ce8b199b49faa5f0a2ee238a6bd'), hex('cd63cb71954a9f4e48a5994e37a02baf'));

describe('challengeOfNonce', () => {
  test('RAND and AUTN', () => {
    const challenge = challengeOfNonce(NONCE);
    expect(toHex(challenge?.rand as Uint8Array)).toBe('23553cbe9637a89d218ae64dae47bf35');
    expect(toHex(challenge?.autn as Uint8Array)).toBe('55f328b43577b9b94a9ffac354dfafb3');
  });

  test.each(['', 'abc', 'I1U8vpY3qJ0hiuZNrke/NQ==', `${NONCE.slice(0, -2)}!=`])('%j is none', nonce => {
    expect(challengeOfNonce(nonce)).toBeNull();
  });

  test('is total', () => {
    fc.assert(fc.property(fc.string(), nonce => void challengeOfNonce(nonce)));
  });
});

describe('answerChallenge', () => {
  const challenge = challengeOfNonce(NONCE);
  if (challenge === null) throw new Error('the nonce is a challenge');

  test('uncovers SQN and confirms the MAC', () => {
    const { sqn, amf, macGood, ck } = answerChallenge(challenge, USIM);
    expect([toHex(sqn), toHex(amf), macGood, toHex(ck)]).toEqual([
      'ff9bb4d0b607',
      'b9b9',
      true,
      'b40ba9a3c58b2a05bbf0d987b21bf8cb',
    ]);
  });

  test('says that another K is not the one', () => {
    expect(answerChallenge(challenge, OTHER).macGood).toBe(false);
  });

  test('reads AUTS', () => {
    const auts = hex('ba853f3c123ccf44e93596e355c6');
    const token = readAuts(auts, challenge.rand, USIM);
    expect(token === null ? null : [toHex(token.sqnMs), token.macGood]).toEqual(['ff9bb4d0b607', true]);
    expect(readAuts(auts, challenge.rand, OTHER)?.macGood).toBe(false);
    expect(readAuts(auts.subarray(1), challenge.rand, USIM)).toBeNull();
  });
});
