import { expect, test } from 'vitest';
import { withHiddenKeys } from '../../../src/output/text/hidden-keys.ts';

test.each([
  ['ck="0011", ik="2233", qop="auth"', 'ck=(hidden), ik=(hidden), qop="auth"'],
  ['CK=0011;IK = 2233;x=y', 'CK=(hidden);IK = (hidden);x=y'],
  ['ck=\r\n "0011"\r\nVia: a', 'ck=\r\n (hidden)\r\nVia: a'],
  ['ck="00\r\n 11"\r\nVia: a', 'ck=(hidden)\r\nVia: a'],
  ['ck="0011\r\nVia: "a"', 'ck=(hidden)\r\nVia: "a"'],
  ['Digest ck="001', 'Digest ck=(hidden)'],
  ['back="1" tick=2 ckx=3', 'back="1" tick=2 ckx=3'],
])('%j', (text, shown) => {
  expect(withHiddenKeys(text)).toBe(shown);
});
