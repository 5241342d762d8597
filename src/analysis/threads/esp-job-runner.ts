import type { CryptoEngine } from '../../ipsec/crypto/engine.ts';
import { KeyRing } from '../../ipsec/crypto/key-ring.ts';
import type { Integrity, PayloadCipher, Plaintext } from '../../ipsec/crypto/packet-protection.ts';
import {
  COLUMN,
  HEAD,
  type JobMemory,
  type OpenerSpecification,
  ROW,
  readOpener,
  VERDICT,
} from './esp-jobs.ts';

/** Verifies and decrypts the packets of jobs in place. Keeps the openers of earlier jobs. */
export class EspJobRunner {
  readonly #engine: CryptoEngine;
  readonly #integrities: Integrity[] = [];
  readonly #ciphers: PayloadCipher[] = [];
  readonly #plaintext: Plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };

  constructor(engine: CryptoEngine) {
    this.#engine = engine;
  }

  /** Fills the rows of a job with verdicts; the plaintext of a good packet replaces its ciphertext. */
  run({ bytes, rows, openers, head }: JobMemory): void {
    for (let i = 0; i < (head[HEAD.OPENERS] as number); i++) this.#learn(readOpener(openers, i));
    const end = ROW * (head[HEAD.PACKETS] as number);
    for (let row = 0; row < end; row += ROW) this.#open(bytes, rows, row);
  }

  #learn({ id, ck, ik, method, ealg, variant }: OpenerSpecification): void {
    const ring = new KeyRing(this.#engine, { ck, ik, source: 'file' });
    this.#integrities[id] = ring.integrity(method);
    this.#ciphers[id] = ring.ciphers(ealg)[variant] as PayloadCipher;
  }

  #open(bytes: Uint8Array, rows: Int32Array, row: number): void {
    const start = rows[row + COLUMN.START] as number;
    const end = rows[row + COLUMN.END] as number;
    const opener = rows[row + COLUMN.OPENER] as number;
    const integrity = this.#integrities[opener] as Integrity;
    const cipher = this.#ciphers[opener] as PayloadCipher;
    rows[row + COLUMN.VERDICT] = VERDICT.BAD;
    if (!integrity.verify(bytes, start, end)) return;
    rows[row + COLUMN.VERDICT] = VERDICT.GOOD;
    const payload = start + integrity.headerLength;
    rows[row + COLUMN.START] = payload;
    rows[row + COLUMN.END] = payload + this.#decrypt(cipher, bytes, payload, end - integrity.icvLength);
  }

  /** Writes the plaintext in place of the ciphertext; returns its length, 0 if the length is impossible. */
  #decrypt(cipher: PayloadCipher, bytes: Uint8Array, start: number, end: number): number {
    const plaintext = this.#plaintext;
    if (!cipher.decrypt(bytes, start, end, plaintext)) return 0;
    if (plaintext.bytes !== bytes) bytes.set(plaintext.bytes.subarray(plaintext.start, plaintext.end), start);
    return plaintext.end - plaintext.start;
  }
}
