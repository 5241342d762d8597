import { createCipheriv, createHmac } from 'node:crypto';
import { join, u32 } from './packets.ts';

/** How `rawEsp` seals: the algorithms of TS 33.203 Annex H that need no salt. */
export const RAW_SUITES = [
  { alg: 'hmac-sha-1-96', ealg: 'null' },
  { alg: 'hmac-md5-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'des-ede3-cbc' },
] as const;

/**
 * An ESP packet with a good ICV around any plaintext, of which the last two octets are pad length and next header,
 * whatever they claim. For CBC zeros in front fill up the first block.
 */
export function rawEsp(
  { alg, ealg }: (typeof RAW_SUITES)[number],
  key: { readonly ck: Uint8Array; readonly ik: Uint8Array },
  spi: number,
  sequence: number,
  plaintext: Uint8Array,
): Uint8Array {
  const header = join(u32(spi), u32(sequence));
  const body = join(header, ealg === 'null' ? plaintext : encrypted(ealg, key.ck, sequence, plaintext));
  const icv = createHmac(alg === 'hmac-md5-96' ? 'md5' : 'sha1', key.ik)
    .update(body)
    .digest();
  return join(body, icv.subarray(0, 12));
}

function encrypted(
  ealg: 'aes-cbc' | 'des-ede3-cbc',
  ck: Uint8Array,
  sequence: number,
  plaintext: Uint8Array,
): Uint8Array {
  const isAes = ealg === 'aes-cbc';
  const iv = new Uint8Array(isAes ? 16 : 8).fill(sequence & 255);
  const filled = join(new Uint8Array(-plaintext.length & (iv.length - 1)), plaintext);
  const name = isAes ? 'aes-128-cbc' : 'des-ede3-cbc';
  const cipher = createCipheriv(name, isAes ? ck : join(ck, ck.subarray(0, 8)), iv).setAutoPadding(false);
  return join(iv, cipher.update(filled));
}
