import type { CaptureOption, CaptureRecord, CaptureSection } from '../../model/capture.ts';
import { plainView, read16, read32 } from '../byte-order.ts';
import type { CaptureReader } from '../capture-reader.ts';
import type { Damage, DamageLog } from '../damage.ts';
import { type FrameRows, NO_INTERFACE } from '../frame-rows.ts';
import { MAX_CAPTURED_LENGTH, MAX_INTERFACES, MAX_KEPT_OPTIONS } from '../limits.ts';
import { isNear } from '../pcap/pcap-chain.ts';
import type { RecordWatch } from '../record-watch.ts';
import { Resynchroniser } from '../resynchroniser.ts';
import { BLOCK, BlockCutter } from './pcapng-blocks.ts';
import { type PcapngInterface, readInterface, readInterfaceOptions } from './pcapng-interface.ts';
import { optionsLength, readOptions, SECTION_WORDS } from './pcapng-options.ts';
import { blockBeginsAt } from './pcapng-search.ts';

/**
 * Blocks without a packet that have a frame number in tshark: systemd journal entry, custom block (copied or not by
 * editors), Sysdig event of three versions.
 */
const COUNTED_BLOCKS: ReadonlySet<number> = new Set([9, 0x0bad, 0x4000_0bad, 0x0204, 0x0216, 0x0221]);

const INTERFACE_LENGTH = 20;
/** Offset of the options of a Section Header Block. */
const SECTION_OPTIONS = 24;
const SIMPLE_PACKET_LENGTH = 16;
const PACKET_LENGTH = 32;
/** Offset of the frame in a packet block, from the start of the block. */
const PACKET_DATA = 28;
const SIMPLE_PACKET_DATA = 12;

/** Memory of an option besides its bytes: one without a value has only four bytes in the file. */
const OPTION_COST = 200;

const NO_BYTES = new Uint8Array(0);

/** A block at which reading was halted, and the search for a block to resume with. */
interface Halt extends Damage {
  readonly search: Resynchroniser;
  /** Would the block have had a frame number? */
  readonly isFrame: boolean;
  /** Bytes that the search has not seen. */
  readonly rest: Uint8Array;
}

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): any number of sections, each with its own byte order and interfaces.
 * Blocks without packets or interfaces are skipped.
 *
 * A packet block with wrong inner lengths is skipped with an Issue and keeps its frame number. If the length of a block
 * itself is wrong, reading resumes at the next plausible block.
 */
export class PcapngReader implements CaptureReader {
  readonly format = 'pcapng';
  readonly #file: number;
  readonly #damage: DamageLog;
  readonly #watch: RecordWatch;
  readonly #cutter = new BlockCutter();
  #stopped = false;
  #received = 0;
  #frame = 0;
  /** Interfaces of the current section in file order; null for an unreadable description. */
  #interfaces: (PcapngInterface | null)[] = [];
  /** Number of interfaces in the sections before. */
  #firstInterface = 0;
  #inSection = false;
  /** The current section and its readable interfaces. */
  #section: CaptureSection = { bigEndian: false, options: [], interfaces: [] };
  #readable: PcapngInterface[] = [];
  #keptOptions = 0;
  #undeclaredReported = false;
  #tooManyReported = false;
  /** Seconds of the last packet; -1 before the first one with a time. */
  #lastSeconds = -1;
  #halt: Halt | null = null;
  /** While a chunk is read: the chunk, the rows that take its frames, and the interface of those without a record. */
  #chunk: Uint8Array = NO_BYTES;
  #rows: FrameRows | null = null;
  #interfaceOfRows: PcapngInterface | null = null;

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
    const records: CaptureRecord[] = [];
    if (this.#stopped) return records;
    this.#received += chunk.length;
    const bytes = plainView(chunk);
    this.#chunk = bytes;
    this.#rows = rows;
    this.#interfaceOfRows = null;
    rows?.begin(this.#file, NO_INTERFACE, bytes, this.#received - bytes.length);
    if (this.#halt === null) this.#cutter.feed(bytes);
    else if (!this.#resume(this.#halt, this.#halt.search.push(bytes))) return records;
    this.#readBlocks(records);
    return records;
  }

  end(): CaptureRecord[] {
    const records: CaptureRecord[] = [];
    this.#rows = null;
    while (!this.#stopped) {
      const halt = this.#halt ?? this.#cutBlock();
      if (halt === null) break;
      if (this.#resume(halt, halt.search.end(halt.rest))) this.#readBlocks(records);
      else if (!this.#stopped) {
        if (this.#halt === null) this.#damage.note(halt);
        else this.#damage.lost(halt, this.#received);
        break;
      }
    }
    this.#stopped = true;
    return records;
  }

  #readBlocks(records: CaptureRecord[]): void {
    const cutter = this.#cutter;
    while (!this.#stopped) {
      while (!this.#stopped && cutter.next()) this.#readBlock(records);
      if (this.#stopped || cutter.failure === null) return;
      const halt = this.#halted(cutter.failure.code, cutter.failure.message);
      this.#halt = halt;
      if (!this.#resume(halt, halt.search.push(cutter.rest.subarray(1)))) return;
    }
  }

  /** The current block cannot be read: the search begins at its second byte. */
  #halted(code: string, message: string): Halt {
    const { bigEndian, offset, type } = this.#cutter;
    const section = this.#inSection ? { bigEndian, fits: this.#fits } : null;
    const search = new Resynchroniser((bytes, at, ended) => blockBeginsAt(bytes, at, ended, section));
    return {
      code,
      frame: this.#frameOfBlock(),
      offset,
      message,
      search,
      isFrame: isFrame(type),
      rest: NO_BYTES,
    };
  }

  /** A block that ends after the file. Its length may be wrong, so blocks are searched inside it. */
  #cutBlock(): Halt | null {
    const { found, expected } = this.#cutter;
    if (found === 0) return null;
    const halt = this.#halted('truncated-file', `expected ${expected} bytes of block, found ${found}`);
    return { ...halt, rest: this.#cutter.rest.subarray(1) };
  }

  readonly #fits = (index: number, high: number, low: number): boolean => {
    const from = this.#interfaces[index] ?? null;
    if (from === null) return false;
    from.setTime(high, low);
    return this.#lastSeconds < 0 || isNear(from.seconds, this.#lastSeconds);
  };

  /** Resumes at the block that was found; false without one, or if the file has too much damage. */
  #resume(halt: Halt, found: Uint8Array | null): boolean {
    if (found === null) return false;
    this.#halt = null;
    const offset = halt.offset + 1 + halt.search.skipped;
    if (halt.isFrame) this.#frame++;
    this.#stopped = !this.#damage.resumed(halt, offset);
    this.#cutter.resume(found, offset);
    return !this.#stopped;
  }

  #readBlock(records: CaptureRecord[]): void {
    const type = this.#cutter.type;
    if (isFrame(type)) this.#frame++;
    if (type === BLOCK.ENHANCED_PACKET) this.#readPacket(records, this.#read32(8));
    else if (type === BLOCK.SIMPLE_PACKET) this.#readSimplePacket(records);
    else if (type === BLOCK.OBSOLETE_PACKET) this.#readPacket(records, this.#read16(8));
    else if (type === BLOCK.INTERFACE) this.#readInterface();
    else if (type === BLOCK.SECTION_HEADER) this.#openSection();
  }

  #openSection(): void {
    const major = this.#read16(12);
    if (major !== 1) {
      this.#stopped = true;
      const found = `${major}.${this.#read16(14)}`;
      this.#problem('pcapng-version', null, `expected pcapng version 1.x, found ${found}`);
      return;
    }
    this.#inSection = true;
    this.#firstInterface += this.#interfaces.length;
    this.#interfaces = [];
    this.#readable = [];
    const { bytes, start, length, bigEndian } = this.#cutter;
    const options = readOptions(bytes, start + SECTION_OPTIONS, start + length - 4, bigEndian, SECTION_WORDS);
    this.#section = { bigEndian, options: this.#kept(options), interfaces: this.#readable };
    this.#undeclaredReported = false;
    this.#tooManyReported = false;
  }

  #readInterface(): void {
    const { bytes, start, length, bigEndian } = this.#cutter;
    if (this.#interfaces.length >= MAX_INTERFACES) {
      if (this.#tooManyReported) return;
      this.#tooManyReported = true;
      this.#problem('too-many-interfaces', null, `expected up to ${MAX_INTERFACES} interfaces, found more`);
    } else if (this.#isTooShort(INTERFACE_LENGTH, null)) {
      this.#interfaces.push(null);
    } else {
      const { description, problem } = readInterface(bytes, start, length, bigEndian);
      description.section = this.#section;
      description.options = this.#kept(readInterfaceOptions(bytes, start, length, bigEndian));
      this.#interfaces.push(description);
      this.#readable.push(description);
      if (problem !== null) this.#problem('pcapng-option-length', null, problem);
    }
  }

  /** The options, or none if the file has too many. */
  #kept(options: CaptureOption[]): CaptureOption[] {
    const length = optionsLength(options) + OPTION_COST * options.length;
    if (this.#keptOptions + length > MAX_KEPT_OPTIONS) return [];
    this.#keptOptions += length;
    return options;
  }

  /** Enhanced Packet Block (§4.3) and the obsolete Packet Block (appendix A), which only differ in the first words. */
  #readPacket(records: CaptureRecord[], index: number): void {
    if (this.#isTooShort(PACKET_LENGTH, this.#frame)) return;
    const from = this.#interface(index);
    if (from === null) return;
    from.setTime(this.#read32(12), this.#read32(16));
    this.#lastSeconds = from.seconds;
    this.#addFrame(records, from, index, this.#read32(20), this.#read32(24), PACKET_DATA);
  }

  /** Simple Packet Block (§4.4): no time, interface 0, and a captured length that follows from the snap length. */
  #readSimplePacket(records: CaptureRecord[]): void {
    if (this.#isTooShort(SIMPLE_PACKET_LENGTH, this.#frame)) return;
    const from = this.#interface(0);
    if (from === null) return;
    from.clearTime();
    const original = this.#read32(8);
    const captured = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    this.#addFrame(records, from, 0, captured, original, SIMPLE_PACKET_DATA);
  }

  /** The interface with that number in this section; null, with one Issue per section, if there is none. */
  #interface(index: number): PcapngInterface | null {
    const from = this.#interfaces[index] ?? null;
    if (from !== null || this.#undeclaredReported) return from;
    this.#undeclaredReported = true;
    const declared = `expected one of the ${this.#interfaces.length} interfaces declared in this section`;
    const message = `${declared}, found interface ${index}; all such frames are skipped`;
    this.#problem('undeclared-interface', this.#frame, message);
    return null;
  }

  #addFrame(
    records: CaptureRecord[],
    from: PcapngInterface,
    index: number,
    capturedLength: number,
    originalLength: number,
    dataOffset: number,
  ): void {
    const { bytes, start, length, offset } = this.#cutter;
    const room = length - dataOffset - 4;
    if (capturedLength > room) {
      const message = `expected a captured length up to the ${room} bytes of its block, found ${capturedLength}`;
      this.#problem('pcapng-packet-length', this.#frame, message);
      return;
    }
    if (capturedLength > MAX_CAPTURED_LENGTH) {
      const message = `expected a captured length up to ${MAX_CAPTURED_LENGTH}, found ${capturedLength}`;
      this.#problem('caplen-too-large', this.#frame, message);
      return;
    }
    const begin = start + dataOffset;
    const options = begin + ((capturedLength + 3) & ~3);
    const optionsEnd = start + length - 4;
    const hasOptions = dataOffset === PACKET_DATA && options < optionsEnd;
    if (!hasOptions && this.#addRow(from, index, begin, capturedLength, originalLength)) return;
    const record: CaptureRecord = {
      file: this.#file,
      frame: this.#frame,
      seconds: from.seconds,
      nanoseconds: from.nanoseconds,
      linkType: from.linkType,
      interfaceId: this.#firstInterface + index,
      originalLength,
      data: bytes.subarray(begin, begin + capturedLength),
      offset: offset + dataOffset,
      source: from,
      options: hasOptions ? bytes.subarray(options, optionsEnd) : undefined,
    };
    this.#watch.look(record);
    if (this.#rows === null) records.push(record);
    else this.#rows.addRecord(record);
  }

  /** Adds a frame without options as a row, if it lies in the chunk and nothing about it is odd. */
  #addRow(from: PcapngInterface, index: number, begin: number, captured: number, original: number): boolean {
    const rows = this.#rows;
    if (rows === null || this.#cutter.bytes !== this.#chunk) return false;
    const { seconds, nanoseconds } = from;
    const isSane =
      captured > 0 &&
      captured <= original &&
      original <= 0x7fff_ffff &&
      seconds > 0 &&
      seconds <= 0xffff_ffff &&
      this.#watch.isUsual(seconds);
    if (!isSane || (this.#interfaceOfRows ?? from) !== from) return false;
    if (this.#interfaceOfRows === null) {
      this.#interfaceOfRows = from;
      rows.source = from;
      rows.interfaceId = this.#firstInterface + index;
    }
    rows.add(this.#frame, seconds, nanoseconds, begin, captured, original);
    this.#watch.passed(seconds);
    return true;
  }

  #isTooShort(minimum: number, frame: number | null): boolean {
    const { type, length } = this.#cutter;
    if (length >= minimum) return false;
    const message = `expected at least ${minimum} bytes in a block of type ${type}, found ${length}`;
    this.#problem('pcapng-block-too-short', frame, message);
    return true;
  }

  #read16(at: number): number {
    return read16(this.#cutter.bytes, this.#cutter.start + at, this.#cutter.bigEndian);
  }

  #read32(at: number): number {
    return read32(this.#cutter.bytes, this.#cutter.start + at, this.#cutter.bigEndian);
  }

  /** Frame number of the current block; null if it is not a frame. */
  #frameOfBlock(): number | null {
    return isFrame(this.#cutter.type) ? this.#frame + 1 : null;
  }

  #problem(code: string, frame: number | null, message: string): void {
    const offset = this.#cutter.offset;
    this.#damage.note({ code, frame, offset, message });
  }
}

function isFrame(type: number): boolean {
  switch (type) {
    case BLOCK.ENHANCED_PACKET:
    case BLOCK.SIMPLE_PACKET:
    case BLOCK.OBSOLETE_PACKET:
      return true;
    default:
      return COUNTED_BLOCKS.has(type);
  }
}
