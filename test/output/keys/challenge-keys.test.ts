import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { withoutKeysOfChallenges, withoutNamedKeys } from '../../../src/output/keys/challenge-keys.ts';

const KEY = '45f2e00f2d9cd27e5e8ac53402d0a47a';

describe('ck and ik by their names, anywhere', () => {
  test.each([
    ['ck="0011", ik="2233", qop="auth"', 'ck=(hidden), ik=(hidden), qop="auth"'],
    ['CK=0011;IK = 2233;x=y', 'CK=(hidden);IK = (hidden);x=y'],
    ['ck=\r\n "0011"\r\nVia: a', 'ck=\r\n (hidden)\r\nVia: a'],
    ['ck="00\r\n 11"\r\nVia: a', 'ck=(hidden)\r\nVia: a'],
    ['ck="0011\r\nVia: "a"', 'ck=(hidden)\r\nVia: "a"'],
    ['Digest ck="001', 'Digest ck=(hidden)'],
    ['back="1" tick=2 ckx=3', 'back="1" tick=2 ckx=3'],
  ])('%j', (text, shown) => expect(withoutNamedKeys(text, () => {})).toBe(shown));
});

test('what was hidden before is not learned as a key', () => {
  const learnt: string[] = [];
  const text = 'nonce="aGk/Ck=(hidden)(hidden)", ik=(hidden)';
  withoutNamedKeys(text, key => learnt.push(toHex(key)));
  expect(learnt).toEqual([]);
});

function challenge(parameters: string): { shown: string; learnt: string[] } {
  const learnt: string[] = [];
  const head = `SIP/2.0 401 Unauthorized\r\nCall-ID: ${KEY}\r\nWWW-Authenticate: Digest ${parameters}\r\nVia: a\r\n\r\n`;
  const text = withoutKeysOfChallenges(head, key => learnt.push(toHex(key)));
  const shown = /Digest ([\s\S]*?)\r\nVia: a\r\n\r\n$/.exec(text)?.[1] ?? '';
  expect(text).toContain(`Call-ID: ${KEY}\r\n`);
  return { shown, learnt };
}

describe('in a challenge also what is damaged', () => {
  test.each([
    [`algorithm=AKAv1-MD5 ck="${KEY}"`, 'algorithm=AKAv1-MD5 ck=(hidden)'],
    [`qop="auth",ck"${KEY}"`, 'qop="auth",ck"(hidden)"'],
    [`${KEY}="ck"`, '(hidden)="ck"'],
    [`c\u007fk="${KEY}"`, 'c\u007fk="(hidden)"'],
    [`nonce="abc" x${KEY}`, 'nonce="abc" x(hidden)'],
    [`nonce=Z2uLuEzn=/${KEY}`, 'nonce=Z2uLuEzn=/(hidden)'],
    [`realm="ims\r\nck:${KEY}`, 'realm="ims\r\nck:(hidden)'],
    [`algorithm=AKAv1-MD5\r\n"${KEY}"`, 'algorithm=AKAv1-MD5\r\n"(hidden)"'],
  ])('%j', (parameters, shown) => expect(challenge(parameters)).toEqual({ shown, learnt: [KEY] }));

  test('a value that is short and folded', () => {
    expect(challenge('ck=\r\n "0011", ik = \r\n\t"22"').shown).toBe('ck=\r\n (hidden), ik = \r\n\t(hidden)');
  });

  test.each([
    [`ck=${Buffer.from(KEY, 'hex').toString('base64')}`],
    [`ck="${KEY.match(/../g)?.join(':')}"`],
    [`ck=${KEY.toUpperCase()}`],
  ])('a value in another form is learned: %s', parameters => {
    expect(challenge(parameters)).toEqual({ shown: 'ck=(hidden)', learnt: [KEY] });
  });
});

test.each([
  `nonce="${KEY}", opaque="${KEY}", qop="auth"`,
  `nonce="1431607586/${KEY}"`,
  `nonce=${KEY},algorithm=MD5`,
  'nonce="Z2uLuEznJn3VIN7KSBHI8QpT5jY1LwaYf0L+QlrO3YA=", algorithm=AKAv1-MD5, qop="auth,auth-int"',
])('values of parameters that hold no key stay: %s', parameters => {
  expect(challenge(parameters)).toEqual({ shown: parameters, learnt: [] });
});
