import { createCipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { gcmSalt, gmacSalt } from '../../../src/ipsec/crypto/key-expansion.ts';
import { KeyRing } from '../../../src/ipsec/crypto/key-ring.ts';
import {
  CbcCipher,
  CtrCipher,
  FIRST_CTR_COUNTER,
  GcmProtection,
  GmacIntegrity,
  type Integrity,
  NULL_CIPHER,
  type PayloadCipher,
  UncheckedIntegrity,
} from '../../../src/ipsec/crypto/packet-protection.ts';
import type { IntegrityMethod } from '../../../src/ipsec/crypto/suites.ts';
import { join, u32 } from '../../support/captures/packets.ts';
import { KEY } from '../../support/captures/sa-set.ts';
import { GOLDEN } from '../golden-packets.ts';

function bytes(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}

/** Plaintext with trailer of a packet that stands in a larger buffer, or null if its ICV is wrong. */
function open(packet: Uint8Array, integrity: Integrity, cipher: PayloadCipher): string | null {
  const buffer = Uint8Array.from([0xee, ...packet, 0xee]);
  const end = buffer.length - 1;
  if (!integrity.verify(buffer, 1, end)) return null;
  const plaintext = { bytes: buffer, start: 0, end: 0 };
  if (!cipher.decrypt(buffer, 1 + integrity.headerLength, end - integrity.icvLength, plaintext)) return null;
  return toHex(plaintext.bytes.subarray(plaintext.start, plaintext.end));
}

const METHODS: readonly IntegrityMethod[] = ['hmac-sha-1-96', 'hmac-md5-96', 'aes-gcm', 'aes-gmac'];

/**
 * A packet whose ICV is right and before which stand only so many octets: behind the header and, for GCM and GMAC,
 * the IV. `high` is the half of the sequence number that is not sent; none for numbers of 32 bits.
 */
function packetWith(method: IntegrityMethod, octets: number, high: readonly number[]): Uint8Array {
  const [spi, sequence, iv, body] = [u32(4444), u32(1), new Uint8Array(8).fill(9), new Uint8Array(octets)];
  if (method === 'aes-gcm') {
    const gcm = createCipheriv('aes-128-gcm', KEY.ck, join(gcmSalt(KEY), iv));
    gcm.setAAD(join(spi, high, sequence));
    return join(spi, sequence, iv, gcm.update(body), gcm.final(), gcm.getAuthTag());
  }
  if (method === 'aes-gmac') {
    const gmac = createCipheriv('aes-128-gcm', KEY.ik, join(gmacSalt(KEY), iv));
    gmac.setAAD(join(spi, high, sequence, iv, body)).final();
    return join(spi, sequence, iv, body, gmac.getAuthTag());
  }
  const hmac = createHmac(method === 'hmac-md5-96' ? 'md5' : 'sha1', KEY.ik);
  const icv = hmac.update(join(spi, sequence, body, high)).digest();
  return join(spi, sequence, body, icv.subarray(0, 12));
}

describe.each([createNodeEngine(), createNobleEngine()])('with engine $name', engine => {
  const ring = new KeyRing(engine, KEY);

  test.each(GOLDEN)('golden packet $method + $ealg', ({ method, ealg, packet, plaintext }) => {
    const [cipher] = ring.ciphers(ealg) as [PayloadCipher];
    expect(open(bytes(packet), ring.integrity(method), cipher)).toBe(plaintext);
  });

  test.each(GOLDEN)('$method + $ealg: one wrong bit anywhere fails the ICV', ({ method, packet }) => {
    const whole = bytes(packet);
    const integrity = ring.integrity(method);
    for (let octet = 0; octet < whole.length; octet++) {
      const damaged = whole.slice();
      damaged[octet] = (damaged[octet] as number) ^ 4;
      expect(integrity.verify(damaged, 0, damaged.length)).toBe(false);
    }
    expect(integrity.verify(whole, 0, whole.length)).toBe(true);
  });

  test.each(GOLDEN)('$method + $ealg: too short a packet fails', ({ method, packet }) => {
    const whole = bytes(packet);
    for (let length = 0; length < whole.length; length++)
      expect(ring.integrity(method).verify(whole, 0, length)).toBe(false);
  });

  test.each(METHODS)(
    '%s: what has no room for pad length and next header fails, however right its ICV',
    method => {
      const integrity = ring.integrity(method);
      const start = 100;
      for (const octets of [0, 1, 2, 3]) {
        const hasRoom = octets >= 2;
        const packet = join(new Uint8Array(start), packetWith(method, octets, []), [0xee]);
        const end = packet.length - 1;
        expect([octets, integrity.verify(packet, start, end)]).toEqual([octets, hasRoom]);
        const extended = join(new Uint8Array(start), packetWith(method, octets, [0, 0, 0, 7]), [0xee]);
        expect([octets, integrity.verifyExtended(extended, start, end, 7)]).toEqual([octets, hasRoom]);
        expect(integrity.verifyExtended(extended, start, end, 8)).toBe(false);
      }
    },
  );

  test.each([
    ['NULL', NULL_CIPHER],
    ['AES-CTR', new CtrCipher(engine.ctr(KEY.ck), join(KEY.ck, [1, 2, 3, 4]), FIRST_CTR_COUNTER)],
  ])('%s: a plaintext has room for pad length and next header', (_, cipher) => {
    const start = 100;
    const decrypts = (octets: number) => {
      const packet = new Uint8Array(200);
      return cipher.decrypt(packet, start, start + cipher.ivLength + octets, {
        bytes: packet,
        start: 0,
        end: 0,
      });
    };
    expect([0, 1, 2, 3].map(decrypts)).toEqual([false, false, true, true]);
  });

  test('draft-mcgrew-gcm-test-01: UDP in IPv4 with another salt', () => {
    const key = bytes('feffe9928665731c6d6a8f9467308308cafebabe');
    const gcm = new GcmProtection(engine.gcm(key.subarray(0, 16)), engine.ctr(key.subarray(0, 16)), key);
    const packet =
      '0000a5f80000000afacedbaddecaf888deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f1ba76d5d114d2a5c3de81827c10e9a4f51330d0eec416642cfbb85a5b47e48a4ec3b9ba95d918bd183b70d3aa8bc6ee4c309e9d85a41ad4a';
    expect(open(bytes(packet), gcm, gcm)).toBe(
      '4500003e698f000080114dccc0a80102c0a801010a980035002a2343b2d001000001000000000000037369700963796265726369747902646b00000100010001',
    );
  });

  test('draft-mcgrew-gcm-test-01: no payload', () => {
    const key = bytes('7d773d00c144c525ac619d18c84a3f47d9664267');
    const gcm = new GcmProtection(engine.gcm(key.subarray(0, 16)), engine.ctr(key.subarray(0, 16)), key);
    const packet = '335467aeffffffff43457e9182443bc6437f866bcb3f699fe9b0822bac961c4504bef270';
    expect(open(bytes(packet), gcm, gcm)).toBe('01020201');
  });

  test('GMAC of RFC 4543 with another salt', () => {
    const key = bytes('4c80cdefbb5d10da906ac73c3613a63422433c64');
    const packet =
      '0000432100000007000000000000000045000030da3a00008001df3bc0a80005c0a800010800c6cd020007006162636465666768696a6b6c6d6e6f707172737401020201f2a9a836e155106aa8dcd618e4099aaa';
    expect(open(bytes(packet), new GmacIntegrity(engine.gcm(key.subarray(0, 16)), key), NULL_CIPHER)).toBe(
      packet.slice(32, -32),
    );
  });

  test('after a packet that fails, GCM has no plaintext to give', () => {
    const gcm = ring.integrity('aes-gcm') as GcmProtection;
    const good = bytes(GOLDEN[4].packet);
    expect(gcm.verify(good, 0, good.length)).toBe(true);
    expect(gcm.verify(good, 0, good.length - 1)).toBe(false);
    expect(gcm.decrypt(good, 0, good.length, { bytes: good, start: 0, end: 0 })).toBe(false);
  });

  test('CBC refuses what is not whole blocks', () => {
    const cipher = new CbcCipher(engine.cbc('aes-cbc', KEY.ck), KEY.ck);
    const plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };
    expect(cipher.decrypt(new Uint8Array(64), 0, 33, plaintext)).toBe(false);
    expect(cipher.decrypt(new Uint8Array(64), 0, 32, plaintext)).toBe(true);
    expect(plaintext.end - plaintext.start).toBe(16);
  });
});

test('an ICV that is not checked never verifies', () => {
  for (const icvLength of [0, 12]) {
    const integrity: Integrity = new UncheckedIntegrity(icvLength);
    const packet = new Uint8Array(40);
    expect(integrity.verify(packet, 0, 40)).toBe(false);
    expect(integrity.verifyExtended(packet, 0, 40, 0)).toBe(false);
  }
});
