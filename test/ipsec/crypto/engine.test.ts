import { createCipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { type CryptoEngine, isCbcLength } from '../../../src/ipsec/crypto/engine.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { cbcPlaintext } from './engine-cases.ts';

const ENGINES = [createNodeEngine(), createNobleEngine()];

describe('both engines agree', () => {
  const [node, noble] = ENGINES as [CryptoEngine, CryptoEngine];
  const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const data = fc.uint8Array({ maxLength: 200 });

  test('on CBC of any octets', () => {
    fc.assert(
      fc.property(octets(24), data, (key, input) => {
        for (const [algorithm, used] of [
          ['aes-cbc', key.slice(0, 16)],
          ['des-ede3-cbc', key],
        ] as const)
          expect(cbcPlaintext(noble, algorithm, used, input)).toBe(
            cbcPlaintext(node, algorithm, used, input),
          );
        const blocks = input.subarray(0, input.length & ~15);
        expect(cbcPlaintext(noble, 'aes-cbc', key.slice(0, 16), blocks)).toBe(
          cbcPlaintext(node, 'aes-cbc', key.slice(0, 16), blocks),
        );
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('on good and bad keyed hashes', () => {
    fc.assert(
      fc.property(octets(20), data, fc.boolean(), (key, message, good) => {
        for (const [algorithm, digest] of [
          ['hmac-md5-96', 'md5'],
          ['hmac-sha-1-96', 'sha1'],
        ] as const) {
          const icv = createHmac(digest, key).update(message).digest().subarray(0, 12);
          if (!good) icv[0] = (icv[0] as number) ^ 1;
          const packet = Uint8Array.from([...message, ...icv]);
          expect(node.mac(algorithm, key).verify(packet, 0, message.length)).toBe(good);
          expect(noble.mac(algorithm, key).verify(packet, 0, message.length)).toBe(good);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('on sealed packets, whole and damaged', () => {
    fc.assert(
      fc.property(octets(16), octets(12), octets(8), data, fc.boolean(), (key, nonce, aad, text, good) => {
        const cipher = createCipheriv('aes-128-gcm', key, nonce);
        cipher.setAAD(aad);
        const sealed = Uint8Array.from([...cipher.update(text), ...cipher.final(), ...cipher.getAuthTag()]);
        if (!good) sealed[0] = (sealed[0] as number) ^ 1;
        for (const engine of ENGINES) {
          const opened = engine.gcm(key).open(nonce, aad.subarray(0, 8), sealed, 0, sealed.length);
          expect(opened === null ? null : toHex(opened)).toBe(good ? toHex(text) : null);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

test('isCbcLength wants an IV and at least one whole block', () => {
  expect([0, 8, 16, 20, 24].map(length => isCbcLength(length, 8))).toEqual([false, false, true, false, true]);
});
