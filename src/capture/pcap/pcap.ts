import type { Buffer } from 'node:buffer';
import type { PacketHeader } from 'pcap-parser';
import type { CaptureInterface, CaptureRecord } from '../../model/capture.ts';
import { plainView } from '../byte-order.ts';
import type { CaptureReader } from '../capture-reader.ts';
import type { Damage, DamageLog } from '../damage.ts';
import type { FrameRows } from '../frame-rows.ts';
import { HeldBytes } from '../held-bytes.ts';
import type { RecordWatch } from '../record-watch.ts';
import { PLACE, Resynchroniser } from '../resynchroniser.ts';
import { extraLengthOf } from './modified-pcap.ts';
import { oddityOf } from './odd-header.ts';
import { RECORD_HEADER_LENGTH, type RecordLayout, recordsBeginAt, recordsGoOnAfter } from './pcap-chain.ts';
import { PCAP_FILE_HEADER_LENGTH, readPcapFileHeader, writeMicrosecondMagic } from './pcap-header.ts';
import { addPlainRecords } from './plain-records.ts';
import { RecordParser } from './record-parser.ts';

const NO_BYTES = new Uint8Array(0);

/** Before the file header has been read. */
const NO_INTERFACE: CaptureInterface = {
  linkType: 0,
  snapLength: 0,
  resolution: 6,
  options: [],
  section: null,
};

/**
 * After this many odd record headers oddity counts as the style of the writer: each check costs time.
 */
const MAX_ODDITIES = 100;

/** A record header at which the parser was halted, and the search for a place to resume. */
interface Halt extends Damage {
  readonly search: Resynchroniser;
  /** File offset where the search begins. */
  readonly from: number;
  /** The four words of the header, from the parser. */
  readonly words: readonly number[];
  /** Bytes that the search has not seen. */
  readonly rest: Uint8Array;
}

/**
 * Reads classic pcap (draft-ietf-opsawg-pcap) with the package `pcap-parser`, under supervision.
 *
 * The package gets one chunk at a time and returns its records synchronously. This class adds what the package lacks:
 * nanosecond and modified files, versions, a limit on the captured length before anything is buffered, frame numbers,
 * file offsets and the report of a cut file. It checks each record header before the package acts on it. At an
 * impossible header it drops the parser, and a new parser resumes where records begin again.
 */
export class PcapReader implements CaptureReader {
  readonly format = 'pcap';
  readonly #file: number;
  readonly #damage: DamageLog;
  readonly #watch: RecordWatch;
  readonly #fileHeader = new Uint8Array(PCAP_FILE_HEADER_LENGTH);
  #parser: RecordParser | null = null;
  #received = 0;
  #stopped = false;

  #interface: CaptureInterface = NO_INTERFACE;
  #layout: RecordLayout = {
    bigEndian: false,
    unitsPerSecond: 1_000_000,
    extraLength: 0,
    lengthsMaySwap: false,
  };
  /** The first records of a modified pcap, until the length of its record headers is known. */
  #undecided: HeldBytes | null = null;

  #batch: CaptureRecord[] = [];
  /** Where frames go instead, if the caller wants rows. */
  #rows: FrameRows | null = null;
  #frame = 0;
  /** File offset of the next record header, or of the data if `#header` is not null. */
  #position = PCAP_FILE_HEADER_LENGTH;
  /** Header of the record that waits for its data. */
  #header: PacketHeader | null = null;
  /** Seconds of the last record; -1 before the first. */
  #lastSeconds = -1;
  /** The same before the last odd header that was accepted. */
  #steadySeconds = -1;
  #halt: Halt | null = null;
  /** Offset of an odd header that was accepted; -1: none. */
  #believed = -1;
  /** Number of such headers. */
  #oddities = 0;

  /**
   * @param file index of the input file
   * @param damage receives issues; offsets are file offsets
   * @param watch checks every record
   */
  constructor(file: number, damage: DamageLog, watch: RecordWatch) {
    this.#file = file;
    this.#damage = damage;
    this.#watch = watch;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array, rows: FrameRows | null = null): CaptureRecord[] {
    if (this.#stopped || chunk.length === 0) return [];
    const batch: CaptureRecord[] = [];
    this.#batch = batch;
    this.#rows = rows;
    const records = this.#received < PCAP_FILE_HEADER_LENGTH ? this.#takeFileHeader(chunk) : chunk;
    this.#received += chunk.length;
    if (!this.#stopped && records.length > 0) this.#take(records);
    this.#batch = [];
    this.#rows = null;
    return batch;
  }

  end(): CaptureRecord[] {
    if (this.#stopped) return [];
    const batch: CaptureRecord[] = [];
    this.#batch = batch;
    if (this.#undecided !== null) this.#decide(this.#undecided, true);
    while (!this.#stopped && this.#readOnAtEnd());
    this.#stopped = true;
    this.#batch = [];
    return batch;
  }

  /** Collects the 24 bytes of the file header; returns the bytes after it in this chunk. */
  #takeFileHeader(chunk: Uint8Array): Uint8Array {
    const missing = PCAP_FILE_HEADER_LENGTH - this.#received;
    this.#fileHeader.set(chunk.subarray(0, missing), this.#received);
    if (chunk.length >= missing) this.#openFile();
    return chunk.subarray(missing);
  }

  #openFile(): void {
    const header = readPcapFileHeader(this.#fileHeader);
    if (header.majorVersion !== 2) {
      const version = `${header.majorVersion}.${header.minorVersion}`;
      const message = `expected pcap version 2.x, found ${version}`;
      this.#damage.note({ code: 'pcap-version', frame: null, offset: 4, message });
      this.#stopped = true;
      return;
    }
    const { linkType, snapLength, nanosecond } = header;
    this.#interface = { linkType, snapLength, resolution: nanosecond ? 9 : 6, options: [], section: null };
    this.#layout = {
      bigEndian: header.bigEndian,
      unitsPerSecond: nanosecond ? 1_000_000_000 : 1_000_000,
      extraLength: 0,
      lengthsMaySwap: header.minorVersion < 4,
    };
    if (header.modified) this.#undecided = new HeldBytes();
    // pcap-parser knows only the magic number for microseconds; it hands the timestamp word over unchanged.
    writeMicrosecondMagic(this.#fileHeader, header.bigEndian);
    this.#startParser();
  }

  #startParser(): void {
    this.#parser = new RecordParser(
      this.#fileHeader,
      header => this.#onHeader(header),
      data => this.#onData(data),
    );
  }

  #take(records: Uint8Array): void {
    if (this.#undecided !== null) {
      this.#undecided.append(records);
      this.#decide(this.#undecided, false);
    } else if (this.#halt !== null) this.#searchOn(this.#halt, records);
    else if (this.#rows === null) this.#feed(records);
    else this.#walk(records, this.#rows);
  }

  /**
   * Reads plain records as rows. The parser gets the record before them that the last chunk began, and everything from
   * the first record on that is odd or goes on in the next chunk.
   */
  #walk(bytes: Uint8Array, rows: FrameRows): void {
    rows.begin(this.#file, this.#interface, bytes, this.#received - bytes.length);
    let at = 0;
    while (at < bytes.length && this.#missing > 0) {
      const end = Math.min(at + this.#missing, bytes.length);
      this.#feed(bytes.subarray(at, end));
      at = end;
    }
    if (this.#stopped || at === bytes.length) return;
    if (this.#halt !== null) {
      this.#searchOn(this.#halt, bytes.subarray(at));
      return;
    }
    const before = rows.length;
    const next = addPlainRecords(rows, bytes, at, this.#layout, this.#frame, this.#lastSeconds);
    if (next > at) {
      this.#frame += rows.length - before;
      this.#position += next - at;
      this.#lastSeconds = rows.seconds(rows.length - 1);
      this.#watch.passed(this.#lastSeconds);
    }
    if (next < bytes.length) this.#feed(bytes.subarray(next));
  }

  /** Bytes that the record begun in earlier chunks still lacks; of one without a whole header those of its header. */
  get #missing(): number {
    if (this.#halt !== null || this.#stopped) return 0;
    const left = this.#parser?.left.length ?? 0;
    if (this.#header !== null) return this.#header.capturedLength - left;
    return left === 0 ? 0 : RECORD_HEADER_LENGTH - left;
  }

  /**
   * Finds the length of the record headers of a modified pcap, as soon as there are enough bytes, and reads the held
   * ones.
   */
  #decide(held: HeldBytes, ended: boolean): void {
    const extraLength = extraLengthOf(held.bytes, ended, this.#layout);
    if (extraLength === null) return;
    this.#layout = { ...this.#layout, extraLength };
    this.#undecided = null;
    this.#feed(held.bytes);
  }

  /** Lets the parser read records; if it was halted, searches in the rest. */
  #feed(bytes: Uint8Array): void {
    let next: Uint8Array | null = bytes;
    while (next !== null && next.length > 0) {
      this.#parser?.take(next);
      next = this.#halt === null ? null : this.#searchFrom(this.#halt);
    }
  }

  #searchFrom(halt: Halt): Uint8Array | null {
    return this.#resume(halt, halt.search.push(this.#unused(halt.words)));
  }

  #searchOn(halt: Halt, chunk: Uint8Array): void {
    const found = this.#resume(halt, halt.search.push(chunk));
    if (found !== null) this.#feed(found);
  }

  /** Resumes at the place that was found, if any; returns the bytes from there on. */
  #resume(halt: Halt, found: Uint8Array | null): Uint8Array | null {
    if (found === null) return null;
    this.#halt = null;
    const offset = halt.from + halt.search.skipped;
    if (offset === halt.offset) {
      this.#believed = offset;
      this.#oddities++;
      this.#steadySeconds = this.#lastSeconds;
    } else {
      // The damaged record keeps its number, so that the numbers after it do not change.
      this.#frame++;
      if (!this.#damage.resumed(halt, offset)) {
        this.#stopped = true;
        return null;
      }
    }
    this.#position = offset;
    this.#startParser();
    return found;
  }

  /** The current header, from these words, and all bytes after it that the parser got. */
  #unused(words: readonly number[]): Uint8Array {
    const rest = this.#parser?.left ?? NO_BYTES;
    const bytes = new Uint8Array(RECORD_HEADER_LENGTH + rest.length);
    const view = new DataView(bytes.buffer);
    for (const [i, word] of words.entries()) view.setUint32(4 * i, word, !this.#layout.bigEndian);
    bytes.set(rest, RECORD_HEADER_LENGTH);
    return bytes;
  }

  #onHeader(header: PacketHeader): void {
    if (this.#layout.lengthsMaySwap && header.capturedLength > header.originalLength) swapLengths(header);
    this.#halt = this.#position === this.#believed ? null : this.#haltAt(header);
    if (this.#halt !== null) {
      // The parser reads this field next. It will wait for bytes forever, and so leave this chunk alone.
      header.capturedLength = Number.POSITIVE_INFINITY;
      return;
    }
    header.capturedLength += this.#layout.extraLength;
    this.#header = header;
    this.#position += RECORD_HEADER_LENGTH;
  }

  /** Halts the parser at an impossible header, and at one so odd that the bytes after it must decide. */
  #haltAt(header: PacketHeader): Halt | null {
    const oddity = oddityOf(header, this.#lastSeconds);
    if (oddity === null || (oddity.mayBeRight && this.#oddities >= MAX_ODDITIES)) return null;
    return this.#halted(oddity.code, oddity.message, header, oddity.mayBeRight);
  }

  #halted(code: string, message: string, header: PacketHeader, mayBeRight: boolean): Halt {
    const layout = this.#layout;
    const times = [this.#lastSeconds, this.#steadySeconds].filter(seconds => seconds >= 0);
    let first = mayBeRight;
    const search = new Resynchroniser((bytes, at, ended) => {
      if (!first) return recordsBeginAt(bytes, at, ended, layout, times);
      const verdict = recordsGoOnAfter(bytes, at, ended, layout, times);
      first = verdict !== PLACE.NO;
      return verdict;
    });
    const { timestampSeconds, timestampMicroseconds, capturedLength, originalLength } = header;
    const words = [timestampSeconds, timestampMicroseconds, capturedLength, originalLength];
    const from = this.#position;
    return { code, frame: this.#frame + 1, offset: from, message, search, from, words, rest: NO_BYTES };
  }

  #onData(data: Buffer): void {
    const header = this.#header;
    if (header === null) return;
    this.#header = null;
    this.#frame++;
    const { unitsPerSecond: units, extraLength } = this.#layout;
    let seconds = header.timestampSeconds;
    let fraction = header.timestampMicroseconds;
    if (fraction >= units) {
      seconds += Math.floor(fraction / units);
      fraction %= units;
    }
    this.#lastSeconds = seconds;
    const bytes = plainView(data);
    const record: CaptureRecord = {
      file: this.#file,
      frame: this.#frame,
      seconds,
      nanoseconds: fraction * (1_000_000_000 / units),
      linkType: this.#interface.linkType,
      interfaceId: 0,
      originalLength: header.originalLength,
      data: extraLength === 0 ? bytes : bytes.subarray(extraLength),
      offset: this.#position + extraLength,
      source: this.#interface,
    };
    this.#watch.look(record);
    if (this.#rows === null) this.#batch.push(record);
    else this.#rows.addRecord(record);
    this.#position += header.capturedLength;
  }

  /**
   * At the end of the file: searches the rest for records; without any it is reported as lost. True if there were some.
   */
  #readOnAtEnd(): boolean {
    const halt = this.#halt ?? this.#cutRecord();
    if (halt === null) return false;
    const found = this.#resume(halt, halt.search.end(halt.rest));
    if (found !== null) {
      this.#feed(found);
      return true;
    }
    if (this.#stopped) return false;
    if (this.#halt === null) this.#damage.note(halt);
    else this.#damage.lost(halt, this.#received);
    return false;
  }

  /** A record that ends after the file. Its length may be wrong, so records are searched inside it. */
  #cutRecord(): Halt | null {
    const header = this.#header;
    if (header !== null) return this.#cutData(header);
    const length = this.#received < PCAP_FILE_HEADER_LENGTH ? PCAP_FILE_HEADER_LENGTH : RECORD_HEADER_LENGTH;
    const [frame, offset] = length === RECORD_HEADER_LENGTH ? [this.#frame + 1, this.#position] : [null, 0];
    const found = this.#received - offset;
    if (found === 0) return null;
    const what = frame === null ? 'file header' : 'record header';
    const message = `expected ${length} bytes of ${what}, found ${found}`;
    const search = new Resynchroniser(() => PLACE.NO);
    return {
      code: 'truncated-file',
      frame,
      offset,
      message,
      search,
      from: offset,
      words: [],
      rest: NO_BYTES,
    };
  }

  #cutData(header: PacketHeader): Halt {
    this.#header = null;
    const found = this.#received - this.#position;
    const message = `expected ${header.capturedLength} bytes of frame data, found ${found}`;
    header.capturedLength -= this.#layout.extraLength;
    this.#position -= RECORD_HEADER_LENGTH;
    const halt = this.#halted('truncated-file', message, header, false);
    return { ...halt, from: halt.from + 1, rest: this.#unused(halt.words).subarray(1) };
  }
}

function swapLengths(header: PacketHeader): void {
  const first = header.capturedLength;
  header.capturedLength = header.originalLength;
  header.originalLength = first;
}
