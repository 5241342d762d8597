import { expect, test } from 'vitest';
import { cipherNamed, icvNamed } from '../../../src/ipsec/given/given-algorithms.ts';

/** The names in libwireshark 4.0.17. */
test.each([
  ['NULL', 'null', []],
  ['TripleDES-CBC [RFC2451]', 'des-ede3-cbc', [24]],
  ['AES-CBC [RFC3602]', 'aes-cbc', [16, 24, 32]],
  ['AES-CTR [RFC3686]', 'aes-ctr', [20, 28, 36]],
  ['DES-CBC [RFC2405]', 'des-cbc', [8]],
  ['AES-GCM [RFC4106]', 'aes-gcm', [20, 28, 36]],
  ['AES-GCM with 8 octet ICV [RFC4106]', 'aes-gcm-8', [20, 28, 36]],
  ['AES-GCM with 12 octet ICV [RFC4106]', 'aes-gcm-12', [20, 28, 36]],
  ['AES-GCM with 16 octet ICV [RFC4106]', 'aes-gcm', [20, 28, 36]],
])('%s is %s', (wireshark, name, keyLengths) => {
  expect(cipherNamed(wireshark)).toMatchObject({ name, keyLengths });
});

test.each([
  ['NULL', 'null', 0],
  ['HMAC-SHA-1-96 [RFC2404]', 'hmac-sha-1-96', 12],
  ['HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]', 'hmac-sha-256-96', 12],
  ['HMAC-SHA-256-128 [RFC4868]', 'hmac-sha-256-128', 16],
  ['HMAC-SHA-384-192 [RFC4868]', 'hmac-sha-384-192', 24],
  ['HMAC-SHA-512-256 [RFC4868]', 'hmac-sha-512-256', 32],
  ['HMAC-MD5-96 [RFC2403]', 'hmac-md5-96', 12],
  ['MAC-RIPEMD-160-96 [RFC2857]', 'hmac-ripemd-160-96', 12],
  ['ANY 64 bit authentication [no checking]', 'any-64', 8],
  ['ANY 256 bit authentication [no checking]', 'any-256', 32],
])('%s is %s with %d octets', (wireshark, name, icvLength) => {
  expect(icvNamed(wireshark)).toMatchObject({ name, icvLength });
});

test('other names, and other case, are not known', () => {
  expect(cipherNamed('BLOWFISH-CBC [RFC2451]')).toBeNull();
  expect(cipherNamed('null')).toBeNull();
  expect(icvNamed('HMAC-SHA-1-96')).toBeNull();
});
