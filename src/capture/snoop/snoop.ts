import { readU32 } from '../../bytes/read.ts';
import type { CaptureInterface, CaptureRecord } from '../../model/capture.ts';
import type { CaptureReader } from '../capture-reader.ts';
import type { Damage, DamageLog } from '../damage.ts';
import { HeldBytes } from '../held-bytes.ts';
import type { RecordWatch } from '../record-watch.ts';
import { Resynchroniser } from '../resynchroniser.ts';
import { readSnoopFileHeader, SNOOP_FILE_HEADER_LENGTH } from './snoop-header.ts';
import { problemOf, recordsBeginAt, SNOOP_RECORD_HEADER_LENGTH } from './snoop-record.ts';

const NO_BYTES = new Uint8Array(0);

/** A record that cannot be right, and the search for the place to read on from. */
interface Halt extends Damage {
  readonly search: Resynchroniser;
}

/**
 * Reads files of snoop, the capture program of Solaris (RFC 1761). At a record header that cannot be right,
 * the next place is sought where records follow each other.
 */
export class SnoopReader implements CaptureReader {
  readonly format = 'snoop';
  readonly #file: number;
  readonly #damage: DamageLog;
  readonly #watch: RecordWatch;
  readonly #held = new HeldBytes();
  /** Set once the file header has been read. */
  #interface: CaptureInterface | null = null;
  /** File offset of what is held. */
  #offset = 0;
  #frame = 0;
  /** Seconds of the record before; -1 before the first. */
  #lastSeconds = -1;
  #halt: Halt | null = null;
  #stopped = false;

  /**
   * @param file index of the input file
   * @param damage receives issues; offsets are file offsets
   * @param watch looks at every record
   */
  constructor(file: number, damage: DamageLog, watch: RecordWatch) {
    this.#file = file;
    this.#damage = damage;
    this.#watch = watch;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array): CaptureRecord[] {
    const batch: CaptureRecord[] = [];
    if (this.#stopped || chunk.length === 0) return batch;
    if (this.#halt !== null) this.#resume(this.#halt, this.#halt.search.push(chunk));
    else this.#held.append(chunk);
    this.#readAll(batch);
    return batch;
  }

  end(): CaptureRecord[] {
    const batch: CaptureRecord[] = [];
    while (!this.#stopped && this.#readOnAtEnd()) this.#readAll(batch);
    this.#stopped = true;
    return batch;
  }

  #readAll(batch: CaptureRecord[]): void {
    if (this.#interface === null && !this.#stopped && this.#held.bytes.length >= SNOOP_FILE_HEADER_LENGTH)
      this.#openFile();
    if (this.#interface === null) return;
    while (!this.#stopped && this.#halt === null && this.#readRecord(batch, this.#interface));
  }

  #openFile(): void {
    const { isSnoop, version, datalink, linkType } = readSnoopFileHeader(this.#held.bytes);
    // Versions 3 to 5 are of Shomiti's Surveyor: only the padding differs.
    const isKnown = version >= 2 && version <= 5;
    if (!isSnoop) this.#refuse(0, 'the magic number "snoop"', 'only its first 4 bytes');
    else if (!isKnown) this.#refuse(8, 'snoop version 2 to 5', String(version));
    else if (linkType === null)
      this.#refuse(12, 'the datalink type of Ethernet (0, 4) or loopback (9, 14)', String(datalink));
    else {
      this.#interface = { linkType, snapLength: 0, resolution: 6, options: [], section: null };
      this.#use(SNOOP_FILE_HEADER_LENGTH);
    }
  }

  #refuse(offset: number, expected: string, found: string): void {
    const message = `expected ${expected}, found ${found}`;
    this.#damage.note({ code: 'snoop-header', frame: null, offset, message });
    this.#stopped = true;
  }

  /** Takes the next record; false where there is none yet, or it cannot be right. */
  #readRecord(batch: CaptureRecord[], source: CaptureInterface): boolean {
    const { bytes } = this.#held;
    if (bytes.length < SNOOP_RECORD_HEADER_LENGTH) return false;
    const problem = problemOf(bytes, 0, this.#lastSeconds);
    if (problem !== null) {
      this.#seek(problem);
      return this.#halt === null;
    }
    const recordLength = readU32(bytes, 8);
    if (bytes.length < recordLength) return false;
    const seconds = readU32(bytes, 16);
    const record: CaptureRecord = {
      file: this.#file,
      frame: ++this.#frame,
      seconds,
      nanoseconds: readU32(bytes, 20) * 1000,
      linkType: source.linkType,
      interfaceId: 0,
      originalLength: readU32(bytes, 0),
      data: bytes.subarray(SNOOP_RECORD_HEADER_LENGTH, SNOOP_RECORD_HEADER_LENGTH + readU32(bytes, 4)),
      offset: this.#offset + SNOOP_RECORD_HEADER_LENGTH,
      source,
    };
    this.#lastSeconds = seconds;
    this.#watch.look(record);
    batch.push(record);
    this.#use(recordLength);
    return true;
  }

  /** The damaged record keeps its number, so that a single one does not change the numbers after it. */
  #seek(message: string, code = 'snoop-record-header'): void {
    const halt = this.#haltAt(message, code);
    this.#halt = halt;
    const { bytes } = this.#held;
    this.#held.drop(bytes.length);
    this.#resume(halt, halt.search.push(bytes.slice(1)));
  }

  #haltAt(message: string, code: string): Halt {
    const time = this.#lastSeconds;
    const search = new Resynchroniser((bytes, at, ended) => recordsBeginAt(bytes, at, ended, time));
    return { code, frame: ++this.#frame, offset: this.#offset, message, search };
  }

  /** Goes on at the place that was found, if any. */
  #resume(halt: Halt, found: Uint8Array | null): void {
    if (found === null) return;
    this.#halt = null;
    this.#offset = halt.offset + 1 + halt.search.skipped;
    this.#held.append(found);
    if (!this.#damage.resumed(halt, this.#offset)) this.#stopped = true;
  }

  /** At the end of the file: what is left is searched for records, then said to be lost. True if there were some. */
  #readOnAtEnd(): boolean {
    const left = this.#held.bytes.length;
    if (this.#halt === null && left === 0) return false;
    if (this.#interface === null || (this.#halt === null && left < SNOOP_RECORD_HEADER_LENGTH)) {
      this.#cut(left);
      return false;
    }
    if (this.#halt === null) {
      const message = `expected ${readU32(this.#held.bytes, 8)} bytes of a record, found ${left}`;
      this.#seek(message, 'truncated-file');
      if (this.#halt === null) return !this.#stopped;
    }
    const halt = this.#halt as Halt;
    const end = halt.offset + 1;
    const found = halt.search.end(NO_BYTES);
    this.#resume(halt, found);
    if (found !== null) return !this.#stopped;
    this.#damage.lost(halt, end + halt.search.skipped);
    return false;
  }

  #cut(found: number): void {
    const isHeader = this.#interface === null;
    const length = isHeader ? SNOOP_FILE_HEADER_LENGTH : SNOOP_RECORD_HEADER_LENGTH;
    const message = `expected ${length} bytes of ${isHeader ? 'file' : 'record'} header, found ${found}`;
    const frame = isHeader ? null : this.#frame + 1;
    this.#damage.note({ code: 'truncated-file', frame, offset: this.#offset, message });
  }

  #use(count: number): void {
    this.#held.drop(count);
    this.#offset += count;
  }
}
