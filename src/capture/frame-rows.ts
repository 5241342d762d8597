import type { CaptureInterface, CaptureRecord } from '../model/capture.ts';

/** Words of a row. */
const WORDS = 6;
const START = 0;
const CAPTURED = 1;
const ORIGINAL = 2;
const SECONDS = 3;
const NANOSECONDS = 4;
const FRAME = 5;

/** `START` of a frame that has a record of its own. */
const OWN_RECORD = -1;

/** The interface of a chunk that has no frame in a row yet. */
export const NO_INTERFACE: CaptureInterface = {
  linkType: 0,
  snapLength: 0,
  resolution: 6,
  options: [],
  section: null,
};

/**
 * The frames of one chunk of a capture file, in file order, without an object for each: a plain frame is a row of six
 * numbers and a place in the chunk; one that is not has a record. Reused from chunk to chunk.
 */
export class FrameRows {
  /** Number of frames. */
  length = 0;
  /** The chunk in which the rows lie. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Of the frames in rows: index of the input file, the interface and its number, the file offset of the chunk. */
  file = 0;
  source: CaptureInterface = NO_INTERFACE;
  interfaceId = 0;
  offset = 0;
  #words = new Int32Array(WORDS * 256);
  #records: CaptureRecord[] = [];

  /** Rows from records. */
  static of(records: readonly CaptureRecord[]): FrameRows {
    const rows = new FrameRows();
    for (const record of records) rows.addRecord(record);
    return rows;
  }

  /** Begins a chunk: no frames. */
  begin(file: number, source: CaptureInterface, bytes: Uint8Array, offset: number): void {
    this.clear();
    this.file = file;
    this.source = source;
    this.interfaceId = 0;
    this.bytes = bytes;
    this.offset = offset;
  }

  clear(): void {
    this.length = 0;
    this.#records = [];
  }

  /** Adds a frame whose bytes begin at `start` of the chunk. */
  add(
    frame: number,
    seconds: number,
    nanoseconds: number,
    start: number,
    captured: number,
    original: number,
  ): void {
    const row = this.#newRow();
    const words = this.#words;
    words[row + START] = start;
    words[row + CAPTURED] = captured;
    words[row + ORIGINAL] = original;
    words[row + SECONDS] = seconds;
    words[row + NANOSECONDS] = nanoseconds;
    words[row + FRAME] = frame;
  }

  /** Adds a frame with a record. */
  addRecord(record: CaptureRecord): void {
    const row = this.#newRow();
    const words = this.#words;
    words[row + START] = OWN_RECORD;
    words[row + CAPTURED] = this.#records.length;
    words[row + FRAME] = record.frame;
    this.#records.push(record);
  }

  /** Has any frame captured bytes? */
  get hasBytes(): boolean {
    return this.length > this.#records.length || this.#records.some(({ data }) => data.length > 0);
  }

  /** Is this frame a row, within the chunk? */
  isRow(index: number): boolean {
    return this.#words[WORDS * index + START] !== OWN_RECORD;
  }

  /** Of a frame in a row: offset of its first byte in the chunk. */
  start(index: number): number {
    return this.#words[WORDS * index + START] as number;
  }

  /** Of a frame in a row: number of its bytes. */
  captured(index: number): number {
    return this.#words[WORDS * index + CAPTURED] as number;
  }

  /** Of a frame in a row: its length on the wire. */
  original(index: number): number {
    return this.#words[WORDS * index + ORIGINAL] as number;
  }

  /** Frame number in the file, from 1. */
  frame(index: number): number {
    return this.#words[WORDS * index + FRAME] as number;
  }

  /** Time of capture, whole seconds since 1970-01-01 UTC. */
  seconds(index: number): number {
    // Times of pcapng may be beyond 32 bits.
    if (!this.isRow(index)) return this.record(index).seconds;
    return (this.#words[WORDS * index + SECONDS] as number) >>> 0;
  }

  /** Nanoseconds within the second. */
  nanoseconds(index: number): number {
    if (!this.isRow(index)) return this.record(index).nanoseconds;
    return this.#words[WORDS * index + NANOSECONDS] as number;
  }

  /** The record of any frame; made anew for one in a row. */
  record(index: number): CaptureRecord {
    const start = this.start(index);
    const captured = this.captured(index);
    if (start === OWN_RECORD) return this.#records[captured] as CaptureRecord;
    return {
      file: this.file,
      frame: this.frame(index),
      seconds: this.seconds(index),
      nanoseconds: this.nanoseconds(index),
      linkType: this.source.linkType,
      interfaceId: this.interfaceId,
      originalLength: this.original(index),
      data: this.bytes.subarray(start, start + captured),
      offset: this.offset + start,
      source: this.source,
    };
  }

  /** All records, for readers of several files. */
  records(): CaptureRecord[] {
    return Array.from({ length: this.length }, (_, index) => this.record(index));
  }

  #newRow(): number {
    const row = WORDS * this.length++;
    if (row + WORDS > this.#words.length) {
      const grown = new Int32Array(2 * this.#words.length);
      grown.set(this.#words);
      this.#words = grown;
    }
    return row;
  }
}
