import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import { plainView, read16, read32 } from './byte-order.ts';
import type { CaptureReader } from './capture-reader.ts';
import { MAX_CAPTURED_LENGTH, MAX_INTERFACES } from './limits.ts';
import { BlockCutter, SECTION_HEADER_BLOCK } from './pcapng-blocks.ts';
import { type PcapngInterface, readInterface } from './pcapng-interface.ts';

/** Block types (draft-ietf-opsawg-pcapng §4); all others are stepped over. */
const BLOCK = {
  INTERFACE: 1,
  OBSOLETE_PACKET: 2,
  SIMPLE_PACKET: 3,
  ENHANCED_PACKET: 6,
} as const;

/**
 * Blocks without a packet to which tshark gives a frame number all the same: systemd journal entry, custom
 * block (copied or not by editors), Sysdig event of three versions.
 */
const COUNTED_BLOCKS: ReadonlySet<number> = new Set([9, 0x0bad, 0x4000_0bad, 0x0204, 0x0216, 0x0221]);

const INTERFACE_LENGTH = 20;
const SIMPLE_PACKET_LENGTH = 16;
const PACKET_LENGTH = 32;
/** Offset of the frame in a packet block, from the start of the block. */
const PACKET_DATA = 28;
const SIMPLE_PACKET_DATA = 12;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): any number of sections, each with its own byte order and interfaces.
 *
 * A packet block whose inner lengths lie is skipped with an Issue and still takes its frame number; when a
 * block's own length lies there is nothing to find the next block by, and the reader stops.
 */
export class PcapngReader implements CaptureReader {
  readonly format = 'pcapng';
  readonly #file: number;
  readonly #report: Report;
  readonly #cutter = new BlockCutter();
  #stopped = false;
  #frame = 0;
  /** Interfaces of the current section in file order; null: its description could not be read. */
  #interfaces: (PcapngInterface | null)[] = [];
  /** Number of interfaces in the sections before. */
  #firstInterface = 0;
  #undeclaredReported = false;
  #tooManyReported = false;

  /**
   * @param file index of the input file
   * @param report receives issues; offsets are file offsets
   */
  constructor(file: number, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array): CaptureRecord[] {
    const records: CaptureRecord[] = [];
    if (this.#stopped) return records;
    const cutter = this.#cutter;
    cutter.feed(plainView(chunk));
    while (!this.#stopped && cutter.next()) this.#readBlock(records);
    if (cutter.failure !== null) {
      this.#stopped = true;
      this.#problem(cutter.failure.code, this.#frameOfBlock(), cutter.failure.message);
    }
    return records;
  }

  end(): CaptureRecord[] {
    if (this.#stopped) return [];
    this.#stopped = true;
    const { found, expected } = this.#cutter;
    if (found > 0) {
      const message = `expected ${expected} bytes of block, found ${found}`;
      this.#problem('truncated-file', this.#frameOfBlock(), message);
    }
    return [];
  }

  #readBlock(records: CaptureRecord[]): void {
    const type = this.#cutter.type;
    if (isFrame(type)) this.#frame++;
    if (type === BLOCK.ENHANCED_PACKET) this.#readPacket(records, this.#read32(8));
    else if (type === BLOCK.SIMPLE_PACKET) this.#readSimplePacket(records);
    else if (type === BLOCK.OBSOLETE_PACKET) this.#readPacket(records, this.#read16(8));
    else if (type === BLOCK.INTERFACE) this.#readInterface();
    else if (type === SECTION_HEADER_BLOCK) this.#openSection();
  }

  #openSection(): void {
    const major = this.#read16(12);
    if (major !== 1) {
      this.#stopped = true;
      const found = `${major}.${this.#read16(14)}`;
      this.#problem('pcapng-version', null, `expected pcapng version 1.x, found ${found}`);
      return;
    }
    this.#firstInterface += this.#interfaces.length;
    this.#interfaces = [];
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
      this.#interfaces.push(description);
      if (problem !== null) this.#problem('pcapng-option-length', null, problem);
    }
  }

  /** Enhanced Packet Block (§4.3) and the obsolete Packet Block (appendix A): alike after the first words. */
  #readPacket(records: CaptureRecord[], index: number): void {
    if (this.#isTooShort(PACKET_LENGTH, this.#frame)) return;
    const from = this.#interface(index);
    if (from === null) return;
    from.setTime(this.#read32(12), this.#read32(16));
    this.#addFrame(records, from, index, this.#read32(20), this.#read32(24), PACKET_DATA);
  }

  /** Simple Packet Block (§4.4): no time, interface 0, and a captured length that the snap length gives. */
  #readSimplePacket(records: CaptureRecord[]): void {
    if (this.#isTooShort(SIMPLE_PACKET_LENGTH, this.#frame)) return;
    const from = this.#interface(0);
    if (from === null) return;
    from.clearTime();
    const original = this.#read32(8);
    const captured = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    this.#addFrame(records, from, 0, captured, original, SIMPLE_PACKET_DATA);
  }

  /** The interface of that number in this section; null, with one Issue a section, if there is none. */
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
    records.push({
      file: this.#file,
      frame: this.#frame,
      seconds: from.seconds,
      nanoseconds: from.nanoseconds,
      linkType: from.linkType,
      interfaceId: this.#firstInterface + index,
      originalLength,
      data: bytes.subarray(begin, begin + capturedLength),
      offset: offset + dataOffset,
    });
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

  /** Number that the block at which the cutter stands would have had as a frame; null when it is none. */
  #frameOfBlock(): number | null {
    return isFrame(this.#cutter.type) ? this.#frame + 1 : null;
  }

  #problem(code: string, frame: number | null, message: string): void {
    const offset = this.#cutter.offset;
    this.#report({ code, layer: 'capture', damage: true, file: this.#file, frame, offset, message });
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
