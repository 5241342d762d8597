import { describe, expect, test } from 'vitest';
import { cipherNamed, GMAC, icvNamed } from '../../../src/ipsec/given/given-algorithms.ts';
import {
  type KernelAlgorithm,
  kernelAead,
  kernelCipher,
  kernelIcv,
  kernelSuite,
} from '../../../src/ipsec/given/kernel-algorithms.ts';

describe('names of the kernel', () => {
  test.each([
    ['ecb(cipher_null)', 'null'],
    ['cbc(aes)', 'aes-cbc'],
    ['cbc(des3_ede)', 'des-ede3-cbc'],
    ['cbc(des)', 'des-cbc'],
    ['rfc3686(ctr(aes))', 'aes-ctr'],
    ['aes', 'aes-cbc'],
    ['cbc(camellia)', undefined],
  ])('cipher %s: %s', (kernel, name) => {
    expect(kernelCipher(kernel)?.name).toBe(name);
  });

  test.each([
    ['digest_null', 0, 'null'],
    ['hmac(md5)', 96, 'hmac-md5-96'],
    ['hmac(sha1)', 96, 'hmac-sha-1-96'],
    ['sha1', null, 'hmac-sha-1-96'],
    ['hmac(sha256)', null, 'hmac-sha-256-96'],
    ['hmac(sha256)', 128, 'hmac-sha-256-128'],
    ['hmac(sha384)', 192, 'hmac-sha-384-192'],
    ['hmac(sha512)', null, 'hmac-sha-512-256'],
    ['hmac(rmd160)', 96, 'hmac-ripemd-160-96'],
    ['hmac(sha1)', 160, undefined],
    ['xcbc(aes)', 96, undefined],
  ])('ICV %s %s: %s', (kernel, bits, name) => {
    expect(kernelIcv(kernel, bits)?.name).toBe(name);
  });

  test.each([
    ['rfc4106(gcm(aes))', 128, 'aes-gcm'],
    ['rfc4106(gcm(aes))', 64, 'aes-gcm-8'],
    ['rfc4543(gcm(aes))', 128, 'aes-gmac'],
    ['rfc4543(gcm(aes))', 64, undefined],
  ])('aead %s %s: %s', (kernel, bits, name) => {
    expect(kernelAead(kernel, bits)?.name).toBe(name);
  });

  test('what stands beside each is known to what opens packets', () => {
    const rows = [
      ...['ecb(cipher_null)', 'cbc(aes)', 'cbc(des3_ede)', 'cbc(des)', 'rfc3686(ctr(aes))'].map(kernelCipher),
      ...['md5', 'sha1', 'sha256', 'rmd160'].map(name => kernelIcv(name, null)),
      ...[64, 96, 128].map(bits => kernelAead('rfc4106(gcm(aes))', bits)),
    ] as KernelAlgorithm[];
    for (const { wireshark } of rows)
      expect(cipherNamed(wireshark) ?? icvNamed(wireshark), wireshark).not.toBeNull();
    expect(kernelAead('rfc4543(gcm(aes))', 128)?.wireshark).toBe(GMAC);
  });
});

describe('suites of RFC 3329', () => {
  test.each([
    ['hmac-sha-1-96', 'aes-cbc', ['hmac(sha1)', 'cbc(aes)']],
    ['hmac-md5-96', 'null', ['hmac(md5)', 'ecb(cipher_null)']],
    ['hmac-md5-96', 'des-ede3-cbc', ['hmac(md5)', 'cbc(des3_ede)']],
    ['null', 'aes-gcm', ['rfc4106(gcm(aes))']],
    ['aes-gmac', 'null', ['rfc4543(gcm(aes))']],
    ['any-96', 'null', null],
  ])('%s %s', (alg, ealg, names) => {
    const suite = kernelSuite(alg, ealg);
    const found =
      suite === null
        ? null
        : suite.aead === null
          ? [suite.icv.kernel, suite.cipher.kernel]
          : [suite.aead.kernel];
    expect(found).toEqual(names);
  });
});
