import { expect, test } from 'vitest';
import { hmacCiphersInOrder, methodsInOrder, suiteOf } from '../../../src/ipsec/crypto/suites.ts';

test('methods: those named first, then the rest, each once', () => {
  expect(
    methodsInOrder([
      { alg: 'hmac-md5-96', ealg: 'null' },
      { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
      { alg: 'aes-gmac', ealg: 'null' },
    ]),
  ).toEqual(['hmac-md5-96', 'aes-gmac', 'hmac-sha-1-96', 'aes-gcm']);
  expect(methodsInOrder([])).toHaveLength(4);
});

test('aes-gcm is its own method, whatever alg stands next to it', () => {
  expect(methodsInOrder([{ alg: 'null', ealg: 'aes-gcm' }])[0]).toBe('aes-gcm');
  expect(methodsInOrder([{ alg: 'hmac-sha-1-96', ealg: 'aes-gcm' }])[0]).toBe('aes-gcm');
  expect(methodsInOrder([{ alg: 'null', ealg: 'null' }])[0]).toBe('hmac-sha-1-96');
});

test('ciphers of a keyed hash: those named first, then the rest, each once', () => {
  expect(
    hmacCiphersInOrder([
      { alg: 'null', ealg: 'aes-gcm' },
      { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
      { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
    ]),
  ).toEqual(['des-ede3-cbc', 'null', 'aes-cbc']);
});

test('the suite of a method and a cipher', () => {
  expect(suiteOf('aes-gcm', 'aes-gcm')).toEqual({ alg: 'null', ealg: 'aes-gcm' });
  expect(suiteOf('aes-gmac', 'null')).toEqual({ alg: 'aes-gmac', ealg: 'null' });
  expect(suiteOf('hmac-md5-96', 'aes-cbc')).toEqual({ alg: 'hmac-md5-96', ealg: 'aes-cbc' });
});
