import { createDecipheriv } from 'node:crypto';
import type { Suite } from '../../src/model/security-association.ts';
import type { Packet } from './packet.ts';

/** An SA as the truth of a run knows it. */
export interface KnownSa {
  readonly suite: Suite;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  /** The key of the cipher as a kernel takes it, with the salt of AES-GCM; empty for NULL. */
  readonly cipherKey: Uint8Array;
}

/** The SAs of a run by SPI. */
export type KnownSas = ReadonlyMap<number, KnownSa>;

/** The layers of an IP packet that is right; what is not known, and a fragment's content, is one layer of data. */
export function dissected(bytes: Uint8Array, sas: KnownSas): Packet {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) {
    const header = 4 * ((bytes[0] as number) & 15);
    const payload = bytes.subarray(header, u16(bytes, 2));
    const isFragment = (u16(bytes, 6) & 0x3fff) !== 0;
    const inside = isFragment ? data(payload) : upper(bytes[9] as number, payload, sas);
    return [{ kind: 'ipv4', header: bytes.subarray(0, header) }, ...inside];
  }
  if (version === 6 && bytes.length >= 40) {
    const inside = upper(bytes[6] as number, bytes.subarray(40, 40 + u16(bytes, 4)), sas);
    return [{ kind: 'ipv6', header: bytes.subarray(0, 40) }, ...inside];
  }
  return data(bytes);
}

function upper(protocol: number, bytes: Uint8Array, sas: KnownSas): Packet {
  switch (protocol) {
    case 17:
      return udp(bytes, sas);
    case 6: {
      const header = 4 * ((bytes[12] ?? 0) >> 4);
      return [{ kind: 'tcp', header: bytes.subarray(0, header) }, ...content(bytes.subarray(header))];
    }
    case 132:
      return [{ kind: 'sctp', header: bytes.subarray(0, 12) }, ...data(bytes.subarray(12))];
    case 50:
      return esp(bytes, sas);
    case 4:
    case 41:
      return dissected(bytes, sas);
    case 0:
    case 43:
    case 60: {
      const header = 8 + 8 * (bytes[1] ?? 0);
      const inside = upper(bytes[0] ?? 59, bytes.subarray(header), sas);
      return [{ kind: 'extension', header: bytes.subarray(0, header) }, ...inside];
    }
    case 44:
      return [{ kind: 'extension', header: bytes.subarray(0, 8) }, ...data(bytes.subarray(8))];
    default:
      return data(bytes);
  }
}

function udp(bytes: Uint8Array, sas: KnownSas): Packet {
  const payload = bytes.subarray(8, u16(bytes, 4));
  const ports = [u16(bytes, 0), u16(bytes, 2)];
  const read =
    payload.length <= 12 ? data : ports.includes(2152) ? gtpu : ports.includes(4500) ? esp : content;
  return [{ kind: 'udp', header: bytes.subarray(0, 8) }, ...read(payload, sas)];
}

function gtpu(bytes: Uint8Array, sas: KnownSas): Packet {
  let header = 8;
  if (((bytes[0] as number) & 7) !== 0) {
    header = 12;
    for (let next = bytes[11]; next !== 0 && next !== undefined; next = bytes[header - 1])
      header += 4 * (bytes[header] || 1);
  }
  return [{ kind: 'gtpu', header: bytes.subarray(0, header) }, ...dissected(bytes.subarray(header), sas)];
}

function content(bytes: Uint8Array): Packet {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1');
  const isSip = /^[A-Z]+ \S+ SIP\/2\.0\r\n|^SIP\/2\.0 /.test(start);
  const isDiameter =
    bytes.length >= 20 && bytes[0] === 1 && (u16(bytes, 1) << 8) + (bytes[3] as number) <= bytes.length;
  return [{ kind: isSip ? 'sip' : isDiameter ? 'diameter' : 'data', header: bytes }];
}

function data(bytes: Uint8Array): Packet {
  return [{ kind: 'data', header: bytes }];
}

function esp(bytes: Uint8Array, sas: KnownSas): Packet {
  const spi = (u16(bytes, 0) * 0x10000 + u16(bytes, 2)) >>> 0;
  const sa = sas.get(spi);
  const plaintext = sa === undefined ? null : opened(bytes, sa);
  const padding = plaintext?.at(-2) ?? 0;
  const end = (plaintext?.length ?? 0) - 2 - padding;
  if (sa === undefined || plaintext === null || end < 8) return data(bytes);
  const nextHeader = plaintext.at(-1) as number;
  const { suite, ck, ik, cipherKey } = sa;
  const seal = { suite, ck, ik, nextHeader, ...(cipherKey.length === 24 && { tripleDesKey: cipherKey }) };
  const inside = upper(nextHeader, plaintext.subarray(0, end), sas);
  return [{ kind: 'esp', header: bytes.subarray(0, 8), seal }, ...inside];
}

/** The plaintext with its trailer; null for what is no whole number of blocks. The ICV is not looked at. */
function opened(bytes: Uint8Array, { suite, cipherKey }: KnownSa): Uint8Array | null {
  const icv = suite.ealg === 'aes-gcm' || suite.alg === 'aes-gmac' ? 16 : 12;
  const body = bytes.subarray(8, Math.max(8, bytes.length - icv));
  if (suite.alg === 'aes-gmac') return body.subarray(8);
  if (suite.ealg === 'null') return body;
  if (suite.ealg === 'aes-gcm') {
    const nonce = Buffer.concat([cipherKey.subarray(16), body.subarray(0, 8)]);
    return plain(createDecipheriv('aes-128-gcm', cipherKey.subarray(0, 16), nonce).update(body.subarray(8)));
  }
  const block = suite.ealg === 'aes-cbc' ? 16 : 8;
  if (body.length < 2 * block || body.length % block !== 0) return null;
  const name = suite.ealg === 'aes-cbc' ? 'aes-128-cbc' : 'des-ede3-cbc';
  const cipher = createDecipheriv(name, cipherKey, body.subarray(0, block)).setAutoPadding(false);
  return plain(cipher.update(body.subarray(block)));
}

/** `slice` of a Buffer makes no copy. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer);
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
