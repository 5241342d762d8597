import { type CipherGCMTypes, createCipheriv, createHmac } from 'node:crypto';
import { join, u32 } from './packets.ts';

/** How an ESP packet is sealed, by the names of OpenSSL. */
export interface Sealing {
  /** Null for NULL encryption. */
  readonly cipher: string | null;
  readonly key: Uint8Array;
  /** Of AES-GCM and AES-CTR, behind their key. */
  readonly salt?: Uint8Array;
  /** Null for none; with GCM the tag stands instead. */
  readonly hash: string | null;
  readonly hashKey?: Uint8Array;
  /** Octets of the ICV. */
  readonly icvLength: number;
  /** High half of the sequence number; none for numbers of 32 bits. */
  readonly high?: number;
}

const IV = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);

/** An ESP packet from SPI to ICV (RFC 4303 §2), made with node:crypto and without the code under test. */
export function sealed(
  { cipher, key, salt = new Uint8Array(0), hash, hashKey = new Uint8Array(0), icvLength, high }: Sealing,
  spi: number,
  sequence: number,
  payload: Uint8Array,
  nextHeader = 17,
): Uint8Array {
  const block = cipher?.endsWith('cbc') === true ? (cipher.startsWith('aes') ? 16 : 8) : 4;
  const padding = (block - ((payload.length + 2) % block)) % block;
  const plaintext = join(
    payload,
    Uint8Array.from({ length: padding }, (_, i) => i + 1),
    [padding, nextHeader],
  );
  const header = join(u32(spi), u32(sequence));
  const extension = high === undefined ? new Uint8Array(0) : u32(high);
  if (cipher?.endsWith('gcm') === true) {
    const iv = IV.subarray(0, 8);
    const gcm = createCipheriv(cipher as CipherGCMTypes, key, join(salt, iv), { authTagLength: icvLength });
    gcm.setAAD(join(u32(spi), extension, u32(sequence)));
    const ciphertext = gcm.update(plaintext);
    gcm.final();
    return join(header, iv, ciphertext, gcm.getAuthTag());
  }
  const body = join(header, encrypted(cipher, key, salt, block, plaintext));
  if (hash === null) return join(body, new Uint8Array(icvLength).fill(0xcc));
  const digest = createHmac(hash, hashKey).update(join(body, extension)).digest();
  return join(body, digest.subarray(0, icvLength));
}

function encrypted(
  cipher: string | null,
  key: Uint8Array,
  salt: Uint8Array,
  block: number,
  plaintext: Uint8Array,
): Uint8Array {
  if (cipher === null) return plaintext;
  if (cipher.endsWith('ctr')) {
    const iv = IV.subarray(0, 8);
    return join(iv, createCipheriv(cipher, key, join(salt, iv, u32(1))).update(plaintext));
  }
  const iv = IV.subarray(0, block);
  return join(iv, createCipheriv(cipher, key, iv).setAutoPadding(false).update(plaintext));
}
