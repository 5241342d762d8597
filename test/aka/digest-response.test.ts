import { describe, expect, test } from 'vitest';
import {
  akaDigestAlgorithm,
  akav2Password,
  akav2SessionKeys,
  type DigestInput,
  digestResponse,
} from '../../src/aka/digest-response.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { secret } from '../../src/bytes/secret-bytes.ts';

const hex = (text: string) => fromHex(text) as Uint8Array;
const REALM = 'ims.mnc001.mcc001.3gppnetwork.org';
const RES = hex('a54211d5e3ba50bf');
const KEYS = { ck: hex('b40ba9a3c58b2a05bbf0d987b21bf8cb'), ik: hex('f769bcd751044604127672711c6d3441') };
const INPUT: DigestInput = {
  username: `001010000000001@${REALM}`,
  realm: REALM,
  nonce: 'I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=',
  uri: `sip:${REALM}`,
  method: 'REGISTER',
  qop: 'auth',
  nc: '00000001',
  cnonce: '0a4f113b',
  body: new Uint8Array(0),
};

describe('digestResponse', () => {
  test('AKAv1 takes RES as the password', () => {
    expect(digestResponse(INPUT, RES)).toBe('402ab8df9f3a4d63a9f47c2f90e02938');
    expect(digestResponse({ ...INPUT, qop: null }, RES)).toBe('1125a3c2e293453f07e08957ff235efc');
  });

  test('no password where auts is sent', () => {
    expect(digestResponse(INPUT, new Uint8Array(0))).toBe('da492ad7b08bb89514f214f8c2fdb82b');
  });

  test('AKAv2 derives password and session keys', () => {
    const password = akav2Password({ res: RES, ...KEYS });
    expect(password).toEqual(secret(fromLatin1('shzt3q8CWaZnCAWqs3WmEQ==')));
    expect(digestResponse(INPUT, password)).toBe('6774a29ced9929f3dd734d9a97e04ebe');
    const { ck, ik } = akav2SessionKeys(KEYS);
    expect([toHex(ck), toHex(ik)]).toEqual([
      '235bedbfc6b418b8f04a63a41d31ac62',
      '81905d9d7ab8cce8b7884d599d5e6a18',
    ]);
  });

  test('auth-int covers the body; the example of RFC 7616 §3.9.1 in both hashes', () => {
    expect(digestResponse({ ...INPUT, qop: 'auth-int', body: fromLatin1('x') }, RES)).not.toBe(
      digestResponse({ ...INPUT, qop: 'auth-int' }, RES),
    );
    const example: DigestInput = {
      username: 'Mufasa',
      realm: 'http-auth@example.org',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      uri: '/dir/index.html',
      method: 'GET',
      qop: 'auth',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      body: new Uint8Array(0),
    };
    const password = fromLatin1('Circle of Life');
    expect(digestResponse(example, password)).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(digestResponse(example, password, 'sha-256')).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
  });
});

test('akaDigestAlgorithm', () => {
  expect(akaDigestAlgorithm('AKAv1-MD5')).toEqual({ version: 1, hash: 'md5' });
  expect(akaDigestAlgorithm('akav2-sha-256')).toEqual({ version: 2, hash: 'sha-256' });
  for (const other of ['MD5', 'AKAv3-MD5', 'AKAv1-MD5-sess', ''])
    expect(akaDigestAlgorithm(other)).toBeNull();
});
