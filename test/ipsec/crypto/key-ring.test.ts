import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { KeyRing, KeyRings } from '../../../src/ipsec/crypto/key-ring.ts';
import { KEY } from '../../support/captures/sa-set.ts';

const CK = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';

test('has the ciphers that an algorithm may mean, with their keys', () => {
  const ring = new KeyRing(createNodeEngine(), KEY);
  const keys = (['null', 'aes-cbc', 'des-ede3-cbc', 'aes-gcm'] as const).map(ealg =>
    ring.ciphers(ealg).map(cipher => (cipher.key === null ? null : toHex(cipher.key))),
  );
  expect(keys).toEqual([[null], [CK], [`${CK}b40ba9a3c58b2a05`, `${CK}0000000000000000`], [`${CK}89273db6`]]);
});

test('makes each part once', () => {
  const ring = new KeyRing(createNodeEngine(), KEY);
  for (const method of ['hmac-md5-96', 'hmac-sha-1-96', 'aes-gmac', 'aes-gcm'] as const)
    expect(ring.integrity(method)).toBe(ring.integrity(method));
  expect(ring.ciphers('des-ede3-cbc')).toBe(ring.ciphers('des-ede3-cbc'));
});

test('GCM verifies and decrypts with one part', () => {
  const ring = new KeyRing(createNodeEngine(), KEY);
  expect(ring.ciphers('aes-gcm')[0]).toBe(ring.integrity('aes-gcm'));
});

test('the rings made last are kept, one for a key', () => {
  const rings = new KeyRings(createNodeEngine(), 2);
  const first = rings.of(KEY);
  expect(rings.of({ ...KEY })).not.toBe(first);
  expect(rings.of(KEY)).toBe(first);
  rings.of({ ...KEY });
  expect(rings.of(KEY)).not.toBe(first);
});
