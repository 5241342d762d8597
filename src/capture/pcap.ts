import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { type PacketHeader, parse } from 'pcap-parser';
import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import { plainView } from './byte-order.ts';
import type { CaptureReader } from './capture-reader.ts';
import { MAX_CAPTURED_LENGTH } from './limits.ts';
import { PCAP_FILE_HEADER_LENGTH, readPcapFileHeader, writeMicrosecondMagic } from './pcap-header.ts';

const RECORD_HEADER_LENGTH = 16;

/** The stream that `pcap-parser` believes it reads: it gets a chunk when the reader emits one, and no other. */
class ChunkSource extends EventEmitter {
  pause(): void {}
  resume(): void {}
}

/**
 * Reads classic pcap (draft-ietf-opsawg-pcap) through the package `pcap-parser`, under guard.
 *
 * The package gets one chunk at a time and hands over that chunk's records synchronously. What it cannot do
 * is done here: nanosecond files, versions, a limit on the captured length before anything is buffered,
 * frame numbers, file offsets and the report of a cut file.
 */
export class PcapReader implements CaptureReader {
  readonly format = 'pcap';
  readonly #file: number;
  readonly #report: Report;
  readonly #source = new ChunkSource();
  readonly #fileHeader = new Uint8Array(PCAP_FILE_HEADER_LENGTH);
  #received = 0;
  #stopped = false;

  #linkType = 0;
  #unitsPerSecond = 1_000_000;
  /** Before version 2.4 some writers put the original length first. */
  #lengthsMaySwap = false;

  #batch: CaptureRecord[] = [];
  #frame = 0;
  /** File offset of the next record header, or of the data when `#header` is not null. */
  #position = PCAP_FILE_HEADER_LENGTH;
  /** Header of the record whose data are still to come. */
  #header: PacketHeader | null = null;

  /**
   * @param file index of the input file
   * @param report receives issues; offsets are file offsets
   */
  constructor(file: number, report: Report) {
    this.#file = file;
    this.#report = report;
    const parser = parse(this.#source);
    parser.on('packetHeader', header => this.#onHeader(header));
    parser.on('packetData', data => this.#onData(data));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array): CaptureRecord[] {
    if (this.#stopped || chunk.length === 0) return [];
    const batch: CaptureRecord[] = [];
    this.#batch = batch;
    const records = this.#received < PCAP_FILE_HEADER_LENGTH ? this.#takeFileHeader(chunk) : chunk;
    this.#received += chunk.length;
    if (!this.#stopped) this.#feed(records);
    this.#batch = [];
    return batch;
  }

  end(): CaptureRecord[] {
    if (this.#stopped) return [];
    this.#stopped = true;
    const found = this.#received - this.#position;
    if (this.#received < PCAP_FILE_HEADER_LENGTH) {
      this.#cut(null, 0, `expected ${PCAP_FILE_HEADER_LENGTH} bytes of file header, found ${this.#received}`);
    } else if (this.#header !== null) {
      const expected = `expected ${this.#header.capturedLength} bytes of frame data`;
      this.#cut(this.#frame + 1, this.#position, `${expected}, found ${found}`);
    } else if (found > 0) {
      const expected = `expected ${RECORD_HEADER_LENGTH} bytes of record header`;
      this.#cut(this.#frame + 1, this.#position, `${expected}, found ${found}`);
    }
    return [];
  }

  /** Collects the 24 bytes of the file header; gives what follows it in this chunk. */
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
      this.#problem('pcap-version', null, 4, `expected pcap version 2.x, found ${version}`);
      return;
    }
    this.#linkType = header.linkType;
    this.#unitsPerSecond = header.nanosecond ? 1_000_000_000 : 1_000_000;
    this.#lengthsMaySwap = header.minorVersion < 4;
    // pcap-parser knows only the magic number for microseconds; it hands the timestamp word over unchanged.
    writeMicrosecondMagic(this.#fileHeader, header.bigEndian);
    this.#feed(this.#fileHeader);
  }

  #feed(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#source.emit('data', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  #onHeader(header: PacketHeader): void {
    if (this.#lengthsMaySwap && header.capturedLength > header.originalLength) swapLengths(header);
    if (header.capturedLength > MAX_CAPTURED_LENGTH) {
      const message = `expected a captured length up to ${MAX_CAPTURED_LENGTH}, found ${header.capturedLength}`;
      this.#problem('caplen-too-large', this.#frame + 1, this.#position, message);
      // The parser reads this field next: it will never have enough bytes, so it leaves this chunk alone.
      header.capturedLength = Number.POSITIVE_INFINITY;
      return;
    }
    this.#header = header;
    this.#position += RECORD_HEADER_LENGTH;
  }

  #onData(data: Buffer): void {
    const header = this.#header;
    if (header === null) return;
    this.#header = null;
    this.#frame++;
    const units = this.#unitsPerSecond;
    let seconds = header.timestampSeconds;
    let fraction = header.timestampMicroseconds;
    if (fraction >= units) {
      seconds += Math.floor(fraction / units);
      fraction %= units;
    }
    this.#batch.push({
      file: this.#file,
      frame: this.#frame,
      seconds,
      nanoseconds: fraction * (1_000_000_000 / units),
      linkType: this.#linkType,
      interfaceId: 0,
      originalLength: header.originalLength,
      data: plainView(data),
      offset: this.#position,
    });
    this.#position += header.capturedLength;
  }

  #cut(frame: number | null, offset: number, message: string): void {
    this.#problem('truncated-file', frame, offset, message);
  }

  /** Every problem of this format ends the reading: there is no mark to find the next record by. */
  #problem(code: string, frame: number | null, offset: number, message: string): void {
    this.#stopped = true;
    this.#report({ code, layer: 'capture', damage: true, file: this.#file, frame, offset, message });
  }
}

function swapLengths(header: PacketHeader): void {
  const first = header.capturedLength;
  header.capturedLength = header.originalLength;
  header.originalLength = first;
}
