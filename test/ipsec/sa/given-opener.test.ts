import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { Plaintext } from '../../../src/ipsec/crypto/packet-protection.ts';
import { createGivenOpener, type GivenOpener, isFrom } from '../../../src/ipsec/sa/given-opener.ts';
import { espDatagram } from '../../support/captures/esp-packets.ts';
import { given } from '../../support/captures/given-sa.ts';
import { join } from '../../support/captures/packets.ts';
import { type Sealing, sealed } from '../../support/captures/sealed-esp.ts';

function octets(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 7 + length);
}

function hex(...parts: Uint8Array[]): string {
  return `0x${toHex(join(...parts))}`;
}

const SALT = Uint8Array.of(0xca, 0xfe, 0xba, 0xbe);
const ANY = (bits: number) => `ANY ${bits} bit authentication [no checking]`;
/** DES is triple DES with one key three times; OpenSSL 3 has no plain DES any more. */
const DES = join(octets(8), octets(8), octets(8));

/** Wireshark's name and key, and the cipher of OpenSSL. */
const CIPHERS: readonly (readonly [string, string, Pick<Sealing, 'cipher' | 'key' | 'salt'>])[] = [
  ['NULL', '', { cipher: null, key: octets(0) }],
  ['TripleDES-CBC [RFC2451]', hex(octets(24)), { cipher: 'des-ede3-cbc', key: octets(24) }],
  ['DES-CBC [RFC2405]', hex(octets(8)), { cipher: 'des-ede3-cbc', key: DES }],
  ...[16, 24, 32].flatMap(length => [
    [
      'AES-CBC [RFC3602]',
      hex(octets(length)),
      { cipher: `aes-${8 * length}-cbc`, key: octets(length) },
    ] as const,
    [
      'AES-CTR [RFC3686]',
      hex(octets(length), SALT),
      { cipher: `aes-${8 * length}-ctr`, key: octets(length), salt: SALT },
    ] as const,
  ]),
];

const ICVS: readonly (readonly [string, string, number])[] = [
  ['HMAC-SHA-1-96 [RFC2404]', 'sha1', 12],
  ['HMAC-MD5-96 [RFC2403]', 'md5', 12],
  ['HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]', 'sha256', 12],
  ['HMAC-SHA-256-128 [RFC4868]', 'sha256', 16],
  ['HMAC-SHA-384-192 [RFC4868]', 'sha384', 24],
  ['HMAC-SHA-512-256 [RFC4868]', 'sha512', 32],
  ['MAC-RIPEMD-160-96 [RFC2857]', 'ripemd160', 12],
];

const PAYLOAD = octets(41);

describe.each([createNodeEngine(), createNobleEngine()])('with engine $name', engine => {
  function opener(encryption: string, key: string, authentication: string, icvKey: string): GivenOpener {
    const sa = given(`"*","*","*","${encryption}","${key}","${authentication}","${icvKey}"`);
    return createGivenOpener(engine, sa) as GivenOpener;
  }

  /** The payload and its trailer, as hex; null if it cannot be decrypted. */
  function opened({ integrity, cipher }: GivenOpener, packet: Uint8Array): string | null {
    const plaintext: Plaintext = { bytes: packet, start: 0, end: 0 };
    const end = packet.length - integrity.icvLength;
    if (!cipher.decrypt(packet, integrity.headerLength, end, plaintext)) return null;
    return toHex(plaintext.bytes.subarray(plaintext.start, plaintext.end));
  }

  test.each(CIPHERS)('%s with %s', (encryption, key, sealing) => {
    const one = opener(encryption, key, 'HMAC-SHA-1-96 [RFC2404]', '0x0102');
    for (const sequence of [1, 2]) {
      const parts = { ...sealing, hash: 'sha1', hashKey: Uint8Array.of(1, 2), icvLength: 12 };
      const packet = sealed(parts, 7, sequence, PAYLOAD);
      expect(one.integrity.verify(packet, 0, packet.length)).toBe(true);
      expect(opened(one, packet)).toMatch(new RegExp(`^${toHex(PAYLOAD)}`));
    }
  });

  test.each(ICVS)('%s, also with a key longer than a block', (name, hash, icvLength) => {
    for (const length of [1, 20, 64, 65, 200]) {
      const one = opener('NULL', '', name, hex(octets(length)));
      const parts = { cipher: null, key: octets(0), hash, hashKey: octets(length), icvLength };
      const packet = sealed(parts, 7, 1, PAYLOAD);
      expect(one.checked).toBe(true);
      expect(one.integrity.verify(packet, 0, packet.length)).toBe(true);
      for (const place of [0, 20, packet.length - 1]) {
        const copy = packet.slice();
        copy[place] = (copy[place] as number) ^ 1;
        expect(one.integrity.verify(copy, 0, copy.length)).toBe(false);
      }
    }
  });

  test.each([8, 12, 16] as const)('AES-GCM with %d octet ICV, and without its check', icvLength => {
    for (const length of [16, 24, 32]) {
      const sealing = {
        cipher: `aes-${8 * length}-gcm`,
        key: octets(length),
        salt: SALT,
        hash: null,
        icvLength,
      };
      const packet = sealed(sealing, 7, 1, PAYLOAD);
      const key = hex(octets(length), SALT);
      const one = opener(`AES-GCM with ${icvLength} octet ICV [RFC4106]`, key, 'NULL', '');
      expect(one.integrity.verify(packet, 0, packet.length)).toBe(true);
      expect(opened(one, packet)).toMatch(new RegExp(`^${toHex(PAYLOAD)}`));
      const damaged = packet.slice();
      damaged[30] = (damaged[30] as number) ^ 1;
      expect(one.integrity.verify(damaged, 0, damaged.length)).toBe(false);
      if (icvLength === 12) continue;
      const any = opener('AES-GCM [RFC4106]', key, ANY(8 * icvLength), '');
      expect(any.checked).toBe(false);
      expect(opened(any, packet)).toMatch(new RegExp(`^${toHex(PAYLOAD)}`));
      const none = opener('AES-GCM [RFC4106]', key, 'NULL', '');
      expect(none.integrity.icvLength).toBe(16);
    }
  });

  test.each([
    [0, 'NULL'],
    [8, ANY(64)],
    [12, ANY(96)],
    [16, ANY(128)],
    [24, ANY(192)],
    [32, ANY(256)],
  ])('an ICV of %d octets that is not checked: %s', (icvLength, name) => {
    const one = opener('AES-CBC [RFC3602]', hex(octets(16)), name, '');
    const parts = { cipher: 'aes-128-cbc', key: octets(16), hash: null, icvLength };
    expect(one.checked).toBe(false);
    expect(opened(one, sealed(parts, 7, 1, PAYLOAD))).toMatch(new RegExp(`^${toHex(PAYLOAD)}`));
  });

  test('nothing opens an algorithm that is not supported', () => {
    expect(createGivenOpener(engine, given('"*","*","*","TWOFISH-CBC","","NULL",""'))).toBeNull();
  });
});

test('tells the source of a packet', () => {
  const sa = given('"10.0.*.*","*","*","NULL","","NULL",""');
  const opener = createGivenOpener(createNobleEngine(), sa) as GivenOpener;
  const from = (source: string) => espDatagram(octets(40), { source, destination: '10.9.9.9' });
  expect(isFrom(opener, from('10.0.3.4'))).toBe(true);
  expect(isFrom(opener, from('10.1.3.4'))).toBe(false);
});
