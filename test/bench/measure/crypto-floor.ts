import { createDecipheriv, type Decipher, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Parameters } from '../captures/parameters.ts';
import { FIRST_UE_SPI, networkOf, Ue } from '../captures/ue.ts';

const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
/** Ethernet and IPv4 without options: where ESP begins in a frame. */
const ESP_OFFSET = 34;
const PROTOCOL_OFFSET = 23;
const PROTOCOL_ESP = 50;
/** The last two octets of the UE's address, which are its number. */
const SOURCE_NUMBER_OFFSET = 28;
const DESTINATION_NUMBER_OFFSET = 32;

const HASH_BLOCK = 64;
const SHA1_LENGTH = 20;
const ICV_LENGTH = 12;
const ESP_HEADER_LENGTH = 8;
const AES_BLOCK = 16;

/** What verifies and decrypts the packets of one SA. */
interface Crypto {
  /** The key of the inner and of the outer hash (RFC 2104), the outer with room for the inner digest. */
  readonly innerKey: Uint8Array;
  readonly outer: Buffer;
  /** Lives as long as the SA: fed with IV‖ciphertext, what follows its first block is plaintext. */
  readonly decipher: Decipher;
}

interface Packet {
  readonly start: number;
  readonly end: number;
  readonly crypto: Crypto;
}

/** Cryptography of a capture and nothing else. */
export interface CryptoFloor {
  readonly packets: number;
  /** Verifies and decrypts every packet once; returns the seconds that took. */
  run(): number;
}

/**
 * The least that opening a capture of HMAC-SHA-1-96 and AES-CBC over IPv4 can take with node:crypto: one HMAC
 * and one decryption for each ESP packet, in one loop. File, keys and offsets are ready before the clock starts.
 */
export function cryptoFloor(path: string, parameters: Parameters): CryptoFloor {
  const file = readFileSync(path);
  const packets = espPacketsOf(file, parameters);
  const joined = Buffer.alloc(HASH_BLOCK + 4096);
  const run = () => {
    const start = process.hrtime.bigint();
    for (const packet of packets) open(file, packet, joined);
    return Number(process.hrtime.bigint() - start) / 1e9;
  };
  return { packets: packets.length, run };
}

/** Two one-shot hashes are the fastest HMAC that node:crypto has; digests as text are cheaper than as Buffers. */
function open(file: Buffer, { start, end, crypto }: Packet, joined: Buffer): void {
  const icv = end - ICV_LENGTH;
  joined.set(crypto.innerKey);
  joined.set(file.subarray(start, icv), HASH_BLOCK);
  const inner = hash('sha1', joined.subarray(0, HASH_BLOCK + icv - start), 'binary');
  crypto.outer.write(inner, HASH_BLOCK, 'latin1');
  const digest = hash('sha1', crypto.outer, 'binary');
  for (let i = 0; i < ICV_LENGTH; i++)
    if (digest.charCodeAt(i) !== file[icv + i]) throw new Error(`wrong ICV at offset ${icv} of the capture`);
  crypto.decipher.update(file.subarray(start + ESP_HEADER_LENGTH, icv));
}

function espPacketsOf(file: Buffer, parameters: Parameters): Packet[] {
  const network = networkOf(parameters.family);
  const ues = Array.from({ length: parameters.ues }, (_, i) => new Ue(i, parameters, network));
  const [uplink, downlink] = [ues.map(cryptoOf), ues.map(cryptoOf)];
  const packets: Packet[] = [];
  let length = 0;
  for (let at = FILE_HEADER_LENGTH; at < file.length; at += RECORD_HEADER_LENGTH + length) {
    length = file.readUInt32LE(at + 8);
    const frame = at + RECORD_HEADER_LENGTH;
    if (file[frame + PROTOCOL_OFFSET] !== PROTOCOL_ESP) continue;
    const start = frame + ESP_OFFSET;
    const toPcscf = file.readUInt32BE(start) < FIRST_UE_SPI;
    const number = file.readUInt16BE(frame + (toPcscf ? SOURCE_NUMBER_OFFSET : DESTINATION_NUMBER_OFFSET));
    const crypto = (toPcscf ? uplink : downlink)[number - 1] as Crypto;
    packets.push({ start, end: frame + length, crypto });
  }
  return packets;
}

function cryptoOf({ ck, ik }: Ue): Crypto {
  const innerKey = new Uint8Array(HASH_BLOCK).fill(0x36);
  const outer = Buffer.alloc(HASH_BLOCK + SHA1_LENGTH, 0x5c);
  for (const [i, octet] of ik.entries()) {
    innerKey[i] = 0x36 ^ octet;
    outer[i] = 0x5c ^ octet;
  }
  const decipher = createDecipheriv('aes-128-cbc', ck, Buffer.alloc(AES_BLOCK)).setAutoPadding(false);
  return { innerKey, outer, decipher };
}
