import { readU32 } from '../../bytes/read.ts';
import { isOtherCipher } from '../../ipsec/crypto/other-algorithms.ts';
import type { PreparedPacket } from '../../ipsec/decrypt/prepared-packet.ts';
import type { Opener } from '../../ipsec/sa/keyed-set.ts';
import type { SaDatabase } from '../../ipsec/sa-database.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import { type EspPlace, peekEsp } from '../../net/esp-peek.ts';
import { AHEAD, type CryptoThread } from './crypto-thread.ts';
import {
  COLUMN,
  HEAD,
  JOB_BYTES,
  JOB_PACKETS,
  type JobMemory,
  type OpenerSpecification,
  ROW,
  VERDICT,
} from './esp-jobs.ts';

/**
 * Lets other threads verify and decrypt ESP ahead of the analysis. They use the opener that is likely when the frames
 * are read. The analysis looks at each packet in order: it uses their work if the opener is the right one, and does the
 * work itself if not. So the result is the same without threads.
 */
export class EspPrefetch {
  readonly #database: SaDatabase;
  readonly #threads: readonly CryptoThread[];
  readonly #ids = new Map<Opener, number>();
  readonly #openers: Opener[] = [];
  readonly #specifications: OpenerSpecification[] = [];
  readonly #place: EspPlace = { destinationOffset: 0, addressLength: 4, start: 0, end: 0 };
  /** A copy of the output of a thread: searching shared memory is several times slower. */
  readonly #opened = new Uint8Array(JOB_BYTES);
  #turn = 0;

  readonly #maximumOpeners: number;

  /**
   * @param threads at least one.
   * @param maximumOpeners most openers sent to the threads; packets of further ones are decrypted by the analysis.
   */
  constructor(database: SaDatabase, threads: readonly CryptoThread[], maximumOpeners: number) {
    this.#maximumOpeners = maximumOpeners;
    this.#database = database;
    this.#threads = threads;
  }

  /** How many batches should be prepared at a time; 0 until a thread is ready. */
  get depth(): number {
    return AHEAD * this.#threads.filter(thread => thread.ready).length;
  }

  /** Starts the decryption of the ESP in these frames; null if it would gain nothing or no thread is free. */
  prepare(records: readonly CaptureRecord[]): PreparedBatch | null {
    const thread = this.#threads[this.#turn] as CryptoThread;
    this.#turn = (this.#turn + 1) % this.#threads.length;
    const job = thread.ready ? thread.free : null;
    if (job === null) return null;
    const rowOf = new Int32Array(records.length).fill(-1);
    const packets = this.#fill(job, records, rowOf, thread.openerLimit);
    if (packets === 0) return null;
    thread.post(job, packets, this.#specifications);
    return new PreparedBatch(thread, job, rowOf, this.#openers, this.#opened);
  }

  /** Copies the suitable packets into a job; returns their number. */
  #fill(
    { bytes, rows }: JobMemory,
    records: readonly CaptureRecord[],
    rowOf: Int32Array,
    openerLimit: number,
  ): number {
    const place = this.#place;
    let packets = 0;
    let at = 0;
    for (let i = 0; i < records.length && packets < JOB_PACKETS; i++) {
      const record = records[i] as CaptureRecord;
      if (!peekEsp(record, place) || at + place.end - place.start > JOB_BYTES) continue;
      const opener = this.#presumedId(record);
      if (opener < 0 || opener >= openerLimit) continue;
      const row = ROW * packets++;
      rowOf[i] = row;
      rows[row + COLUMN.START] = at;
      rows[row + COLUMN.OPENER] = opener;
      bytes.set(record.data.subarray(place.start, place.end), at);
      at += place.end - place.start;
      rows[row + COLUMN.END] = at;
    }
    return packets;
  }

  /** Number of the opener that the packet at `#place` will be tried with first; -1 if no thread should do it. */
  #presumedId(record: CaptureRecord): number {
    const { destinationOffset, addressLength, start } = this.#place;
    if (start + 8 > this.#place.end) return -1;
    const spi = readU32(record.data, start);
    const opener = this.#database.presumedOpener(record.data, destinationOffset, addressLength, spi);
    if (opener === null || !opener.method.startsWith('hmac')) return -1;
    return this.#ids.get(opener) ?? this.#add(opener);
  }

  #add(opener: Opener): number {
    const id = this.#openers.length;
    if (id >= this.#maximumOpeners) return -1;
    const { ring, method, ealg } = opener;
    const variant = ring.ciphers(ealg).indexOf(opener.cipher);
    if (variant < 0 || isOtherCipher(ealg)) return -1;
    this.#openers.push(opener);
    this.#specifications.push({ id, ck: ring.key.ck, ik: ring.key.ik, method, ealg, variant });
    this.#ids.set(opener, id);
    return id;
  }
}

/** The work of a thread for a batch of frames. */
export class PreparedBatch {
  readonly #thread: CryptoThread;
  readonly #job: JobMemory;
  readonly #rowOf: Int32Array;
  readonly #openers: readonly Opener[];
  readonly #packet: { -readonly [Key in keyof PreparedPacket]: PreparedPacket[Key] };
  #usable = false;

  /** @param opened memory for the output of the thread, valid from `finish` of this batch to that of the next. */
  constructor(
    thread: CryptoThread,
    job: JobMemory,
    rowOf: Int32Array,
    openers: readonly Opener[],
    opened: Uint8Array,
  ) {
    this.#thread = thread;
    this.#job = job;
    this.#rowOf = rowOf;
    this.#openers = openers;
    this.#packet = { opener: openers[0] as Opener, verified: false, bytes: opened, start: 0, end: 0 };
  }

  /** Waits until the work is done. */
  finish(): void {
    this.#usable = this.#thread.finish(this.#job);
    if (!this.#usable) return;
    const { bytes, rows, head } = this.#job;
    const lastRow = ROW * ((head[HEAD.PACKETS] as number) - 1);
    this.#packet.bytes.set(bytes.subarray(0, rows[lastRow + COLUMN.END]));
  }

  /** The result for the frame of that index in the batch, or null; one record, reused at each call. */
  of(index: number): PreparedPacket | null {
    const row = this.#rowOf[index] as number;
    if (row < 0 || !this.#usable) return null;
    const packet = this.#packet;
    const { rows } = this.#job;
    packet.opener = this.#openers[rows[row + COLUMN.OPENER] as number] as Opener;
    packet.verified = rows[row + COLUMN.VERDICT] === VERDICT.GOOD;
    packet.start = rows[row + COLUMN.START] as number;
    packet.end = rows[row + COLUMN.END] as number;
    return packet;
  }

  /** The batch has been used: frees its memory. Batches are released in the order of preparation. */
  release(): void {
    this.#thread.release();
  }
}
