import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { KeyRing } from '../../../src/ipsec/crypto/key-ring.ts';
import {
  encryptionName,
  integrityName,
  isAnnexH,
  isOtherCipher,
  otherCipherKeys,
  otherIntegrity,
  otherMethods,
} from '../../../src/ipsec/crypto/other-algorithms.ts';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { KEY } from '../../support/captures/sa-set.ts';

test.each([
  ['HMAC-SHA-256-128', 'hmac-sha-256-128'],
  ['hmac-sha2-256-128', 'hmac-sha-256-128'],
  ['hmac-sha256', 'hmac-sha-256-128'],
  ['hmac_sha256_96', 'hmac-sha-256-96'],
  ['hmac-sha2-512', 'hmac-sha-512-256'],
  ['hmac-sha384-192', 'hmac-sha-384-192'],
  ['hmac-sha1-96', 'hmac-sha-1-96'],
  ['HMAC-MD5', 'hmac-md5-96'],
  ['AES-XCBC-MAC-96', 'aes-xcbc-mac-96'],
])('the integrity algorithm %s is %s', (text, name) => {
  expect(integrityName(text)).toBe(name);
});

test.each([
  ['AES256-CBC', 'aes-cbc-256'],
  ['aes-cbc-256', 'aes-cbc-256'],
  ['aes-128-cbc', 'aes-cbc'],
  ['AES-CTR', 'aes-ctr'],
  ['aes128-gcm-16', 'aes-gcm'],
  ['3des-cbc', 'des-ede3-cbc'],
  ['chacha20-poly1305', 'chacha20-poly1305'],
])('the cipher %s is %s', (text, name) => {
  expect(encryptionName(text)).toBe(name);
});

test('what TS 33.203 knows', () => {
  expect(isAnnexH({ alg: 'hmac-sha-1-96', ealg: 'aes-cbc' })).toBe(true);
  expect(isAnnexH({ alg: 'hmac-sha-256-128', ealg: 'aes-cbc' })).toBe(false);
  expect(isAnnexH({ alg: 'hmac-sha-1-96', ealg: 'aes-ctr' })).toBe(false);
});

test('a name that nobody knows has no methods, and one of Annex H none of these', () => {
  expect(otherMethods('aes-xcbc-mac-96')).toEqual([]);
  expect(otherMethods('hmac-sha-1-96')).toEqual([]);
  expect([isOtherCipher('aes-ctr'), isOtherCipher('aes-cbc'), isOtherCipher('constructor')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(otherIntegrity('hmac-sha-1-96', KEY)).toBeNull();
  expect(otherIntegrity('hmac-sha-256-128:99', KEY)).toBeNull();
});

describe.each([
  ['node', createNodeEngine()],
  ['noble', createNobleEngine()],
])('engine %s', (_, engine) => {
  const { ck, ik } = KEY;
  const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap(part => [...part]));
  const derived = createHmac('sha256', ik).update('ipsec-int-sha256-128').digest();

  test.each([
    ['hmac-sha-256-128', ik, 'hmac-sha-256-128', 'IK and zeros'],
    ['hmac-sha-256-128', join(ik, ik), 'hmac-sha-256-128', 'IK repeated'],
    ['hmac-sha-256-96', join(ik, ck), 'hmac-sha-256-128', 'IK and CK'],
    ['hmac-sha-256-128', join(ck, ik), 'hmac-sha-256-96', 'CK and IK'],
    ['hmac-sha-256-128', derived, 'hmac-sha-256-128', 'HMAC-SHA-256(IK, "ipsec-int-sha256-128")'],
    ['hmac-sha-384-192', ik, 'hmac-sha-384-192', 'IK and zeros'],
    ['hmac-sha-512-256', join(ik, ik, ik, ik), 'hmac-sha-512-256', 'IK repeated'],
  ])('an ICV of %s is found under the name %s', (sent, integrityKey, named, how) => {
    const content = { spi: 7, sequence: 1, payload: Uint8Array.of(1, 2, 3, 4), integrityKey };
    const packet = espPacket({ alg: sent, ealg: 'null' }, KEY, content);
    const ring = new KeyRing(engine, KEY);
    const found = otherMethods(named).filter(method =>
      ring.integrity(method).verify(packet, 0, packet.length),
    );
    expect(found.map(method => [otherIntegrity(method, KEY)?.mac, otherIntegrity(method, KEY)?.how])).toEqual(
      [[sent, how]],
    );
  });

  test.each([
    ['aes-cbc-192', 24],
    ['aes-cbc-256', 32],
    ['aes-ctr', 20],
    ['des-cbc', 8],
  ] as const)('keys of %s have %d octets, and there is a cipher for each', (ealg, length) => {
    const keys = otherCipherKeys(ealg, KEY).map(({ key }) => key);
    expect(keys.map(key => key.length)).toEqual(keys.map(() => length));
    expect(new KeyRing(engine, KEY).ciphers(ealg).map(({ key }) => key)).toEqual(keys);
  });
});
