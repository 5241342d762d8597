import { Console } from 'node:console';
import { createDecipheriv, createHmac, createSecretKey } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { ecb } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { SecretBytes, secret, secretOrNull } from '../../src/bytes/secret-bytes.ts';

const OCTETS = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
const KEY = secret(OCTETS);

function logged(value: unknown): string {
  const stream = new PassThrough();
  new Console(stream).log(value);
  return String(stream.read());
}

describe('a key is redacted', () => {
  test.each<[string, (value: unknown) => string]>([
    ['String', value => String(value)],
    ['a template', value => `${value}`],
    ['concatenation', value => `key ${value as string}`],
    ['JSON.stringify', value => JSON.stringify(value)],
    ['JSON within an object', value => JSON.stringify({ list: [value] })],
    ['inspect', value => inspect(value)],
    ['inspect with all that is hidden', value => inspect({ value }, { showHidden: true, depth: 9 })],
    ['console.log', logged],
    ['%s', value => format('%s', value)],
    ['%o', value => format('%o', value)],
    ['%O', value => format('%O', value)],
    ['%j', value => format('%j', value)],
    ['join', value => (value as Uint8Array).join(',')],
    ['toLocaleString', value => (value as Uint8Array).toLocaleString()],
    ['within an array', value => [value].join()],
    ['an error', value => new Error(`of ${value}`, { cause: value }).message],
    ['the cause of an error', value => inspect(new Error('wrong', { cause: { value } }))],
    ['a Map', value => inspect(new Map([['key', value]]))],
  ])('by %s, whole or in part', (_, print) => {
    for (const part of [KEY, KEY.subarray(0, 8), KEY.slice(8), KEY.map(octet => octet)]) {
      const text = print(part);
      expect(text).toContain('<redacted>');
      expect(text).not.toMatch(/16[0-9]|17[0-5]/);
    }
    expect(print(OCTETS)).not.toContain('<redacted>');
  });

  test('and shown by what says so', () => {
    expect(toHex(KEY)).toBe('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf');
    expect(toHex(KEY.subarray(14))).toBe('aeaf');
    expect(toBase64(KEY)).toBe('oKGio6SlpqeoqaqrrK2urw==');
  });
});

test('a view of the same octets, and itself where it is one already', () => {
  const octets = new Uint8Array(20);
  const key = secret(octets.subarray(4));
  octets[4] = 7;
  expect([key.length, key[0]]).toEqual([16, 7]);
  expect(secret(key)).toBe(key);
  expect(secretOrNull(null)).toBeNull();
  expect(secretOrNull(octets)).toBeInstanceOf(SecretBytes);
});

test('both libraries compute with it as with any octets', () => {
  const data = new Uint8Array(32).fill(9);
  const decrypted = (key: Uint8Array) =>
    createDecipheriv('aes-128-cbc', createSecretKey(key), key).setAutoPadding(false).update(data);
  expect(decrypted(KEY)).toEqual(decrypted(OCTETS));
  const digest = (key: Uint8Array) => createHmac('sha1', key).update(data).digest('hex');
  expect(digest(KEY)).toBe(digest(OCTETS));
  expect(toHex(hmac(sha1, KEY, data))).toBe(digest(OCTETS));
  const encrypted = (key: Uint8Array) => ecb(key, { disablePadding: true }).encrypt(data);
  expect(toHex(encrypted(KEY))).toBe(toHex(encrypted(OCTETS)));
});

test('a thread gets plain octets', () => {
  expect(structuredClone(KEY)).toEqual(OCTETS);
});

test('keys are compared by their octets', () => {
  expect(secret(OCTETS.slice())).toEqual(KEY);
  expect(secret(OCTETS.map(octet => octet + 1))).not.toEqual(KEY);
});
