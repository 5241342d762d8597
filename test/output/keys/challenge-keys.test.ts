import { createHash } from 'node:crypto';
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

describe('base64 that ends like the name of a key', () => {
  /** A nonce of 32 octets that ends with this. */
  const nonce = (end: string) =>
    `${'Z2uLuEznJn3VIN7KSBHI8QpT5jY1LwaYf0L+QlrO3YA='.slice(0, -end.length)}${end}`;

  const harmless = [
    `nonce="${nonce('/Ck=')}", algorithm=AKAv1-MD5`,
    `nonce="${nonce('+ik=')}" algorithm=AKAv1-MD5`,
    `nonce=${nonce('/Ik=')},algorithm=AKAv1-MD5`,
    `nonce=${nonce('+ck=')} qop="auth"`,
    `algorithm=AKAv1-MD5,nonce="${nonce('/Ck=')}"`,
    'auts="Z2uLuEznJn3VIN7+/Ck=", uri="sip:ims"',
    `nonce="${nonce('/Ck=')}"\r\n qop="auth"`,
  ];

  test.each(harmless)('stays: %s', text => {
    expect(challenge(text)).toEqual({ shown: text, learnt: [] });
    expect(withoutNamedKeys(text, () => {})).toBe(text);
  });

  test.each([
    [`nonce="${nonce('/Ck=')}", ck="${KEY}"`, `nonce="${nonce('/Ck=')}", ck=(hidden)`],
    [`nonce="${nonce('/Ck=')}" ck="${KEY}"`, `nonce="${nonce('/Ck=')}" ck=(hidden)`],
    [`nonce=${nonce('/Ck=')},ck=${KEY},a=b`, `nonce=${nonce('/Ck=')},ck=(hidden),a=b`],
    [
      `nonce="${nonce('/Ck=')}"ck=${KEY}`,
      `nonce="${nonce('/Ck=').replace('/Ck=', '/Ck=(hidden)ck=(hidden)')}`,
    ],
    [`opaque=0123456789abcdef0123/ck=${KEY}`, 'opaque=0123456789abcdef0123/ck=(hidden)'],
    [`opaque=0123456789abcdef0123/ck="${KEY}"`, 'opaque=0123456789abcdef0123/ck=(hidden)'],
    [`opaque=0123456789abcdef0123/ck= "${KEY}"`, 'opaque=0123456789abcdef0123/ck= (hidden)'],
    [`opaque=0123456789abcdef0123/ck=\r\n "${KEY}"`, 'opaque=0123456789abcdef0123/ck=\r\n (hidden)'],
    [`realm=a/ck=${KEY},b=c`, 'realm=a/ck=(hidden),b=c'],
  ])('a key behind it, or behind a name that is glued to something: %j', (text, shown) => {
    const all = withoutKeysOfChallenges(`WWW-Authenticate: Digest ${text}\r\n`, () => {});
    expect(withoutNamedKeys(text, () => {})).not.toContain(KEY.slice(0, 8));
    expect(all).not.toContain(KEY.slice(0, 8));
    if (!text.includes('"ck=')) expect(withoutNamedKeys(text, () => {})).toBe(shown);
  });

  test('10,000 nonces, and as many that end so, stay in every form', () => {
    const ends = ['/Ck=', '+Ck=', '/ck=', '+ck=', '/Ik=', '+Ik=', '/ik=', '+ik='];
    for (let i = 0; i < 10_000; i++) {
      const text = createHash('sha256').update(`${i}`).digest('base64');
      for (const one of [text, text.slice(0, -4) + (ends[i % ends.length] as string)])
        for (const parameter of [
          `nonce="${one}", qop="auth"`,
          `nonce=${one},qop=auth`,
          `qop=auth nonce="${one}"`,
        ]) {
          const head = `SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest ${parameter}\r\nVia: a\r\n\r\n`;
          if (withoutKeysOfChallenges(head, unexpected) !== head) throw new Error(`hidden: ${head}`);
          if (withoutNamedKeys(one, unexpected) !== one) throw new Error(`hidden: ${one}`);
        }
    }
    function unexpected(): never {
      throw new Error('learned as a key');
    }
  });
});
