import type {
  CaptureInterface,
  CaptureOption,
  CaptureRecord,
  CaptureSection,
  Moment,
} from '../../model/capture.ts';
import { MAX_CAPTURED_LENGTH, MAX_INTERFACES } from '../limits.ts';
import { BLOCK } from './pcapng-blocks.ts';
import { OPTION, optionsLength, PACKET_WORDS, readOptions, writeOptions } from './pcapng-options.ts';

/** A frame for the file, in place of a captured one. */
export interface FrameToWrite {
  readonly record: CaptureRecord;
  /** The bytes; `record.data` for an unchanged frame. */
  readonly data: Uint8Array;
  /** Length on the wire in bytes. */
  readonly originalLength: number;
  /** Comments, added to those of the frame. */
  readonly comments: readonly string[];
}

/**
 * Writes pcapng (draft-ietf-opsawg-pcapng), little-endian: one section, an interface block for each interface of
 * each file before its first frame, and an Enhanced Packet Block for each frame. It does no output: `take` returns the
 * bytes. Timestamps keep the resolution of their interface, but are never finer than nanoseconds.
 */
export class PcapngWriter {
  readonly #application: string;
  readonly #interfaces = new Map<CaptureInterface, number>();
  /** Interfaces with only a file and a link type. */
  readonly #nameless = new Map<number, CaptureInterface>();
  readonly #sections = new Set<CaptureSection>();
  #bytes = new Uint8Array(CHUNK);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #begun = false;
  /** Interface blocks in the current section. */
  #written = 0;

  /** @param application the writer of the file, if the input names none. */
  constructor(application: string) {
    this.#application = application;
  }

  /** Bytes that wait for `take`. */
  get length(): number {
    return this.#length;
  }

  /** Adds a copy of a frame. */
  add({ record, data, originalLength, comments }: FrameToWrite): void {
    const source = record.source ?? this.#namelessInterface(record);
    const interfaceId = this.#interfaceId(source);
    const options = packetOptions(record, data, comments);
    const start = this.#open(6, 20 + padded(data.length) + optionsLength(options));
    const view = this.#view;
    view.setUint32(start + 8, interfaceId, true);
    this.#writeTime(start + 12, record, writtenResolution(source));
    view.setUint32(start + 20, data.length, true);
    view.setUint32(start + 24, originalLength, true);
    this.#bytes.set(data, start + 28);
    writeOptions(view, start + 28 + padded(data.length), options);
  }

  /** Adds a copy of a frame that has no options but a comment in UTF-8. */
  addCommented(
    source: CaptureInterface,
    time: Moment,
    { bytes, length }: { readonly bytes: Uint8Array; readonly length: number },
    comment: Uint8Array,
  ): void {
    const interfaceId = this.#interfaceId(source);
    const start = this.#open(6, 20 + padded(length) + 8 + padded(comment.length));
    const view = this.#view;
    view.setUint32(start + 8, interfaceId, true);
    this.#writeTime(start + 12, time, writtenResolution(source));
    view.setUint32(start + 20, length, true);
    view.setUint32(start + 24, length, true);
    this.#bytes.set(bytes.subarray(0, length), start + 28);
    const option = start + 28 + padded(length);
    view.setUint16(option, OPTION.COMMENT, true);
    view.setUint16(option + 2, comment.length, true);
    this.#bytes.set(comment, option + 4);
  }

  /** Begins the file, if no frame has begun it: for a capture without frames. */
  begin(): void {
    if (!this.#begun) this.#openSection(null);
  }

  /** The bytes since the last call. They belong to the caller. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#resize(CHUNK, 0);
    this.#length = 0;
    return taken;
  }

  #interfaceId(source: CaptureInterface): number {
    const known = this.#interfaces.get(source);
    if (known !== undefined) return known;
    if (!this.#begun || this.#written >= MAX_INTERFACES) this.#openSection(source.section);
    // All interfaces of a section together, so that a single file keeps its interface numbers.
    for (const one of source.section?.interfaces ?? [source])
      if (!this.#interfaces.has(one) && this.#written < MAX_INTERFACES) this.#addInterface(one);
    if (!this.#interfaces.has(source)) this.#openSectionFor(source);
    return this.#interfaces.get(source) as number;
  }

  /** The section has the most interfaces allowed: a new section begins with this one. */
  #openSectionFor(source: CaptureInterface): void {
    this.#openSection(source.section);
    this.#addInterface(source);
  }

  #openSection(section: CaptureSection | null): void {
    this.#begun = true;
    this.#interfaces.clear();
    this.#sections.clear();
    this.#written = 0;
    const options = [...(section?.options ?? [])];
    if (section !== null) this.#sections.add(section);
    if (!options.some(({ code }) => code === OPTION.SECTION_APPLICATION))
      options.push({ code: OPTION.SECTION_APPLICATION, value: utf8.encode(this.#application) });
    const start = this.#open(BLOCK.SECTION_HEADER, 16 + optionsLength(options));
    this.#view.setUint32(start + 8, 0x1a2b3c4d, true);
    this.#view.setUint16(start + 12, 1, true);
    this.#view.setUint16(start + 14, 0, true);
    this.#view.setBigInt64(start + 16, -1n, true);
    writeOptions(this.#view, start + 24, options);
  }

  #addInterface(source: CaptureInterface): void {
    const options: CaptureOption[] = [
      { code: OPTION.INTERFACE_RESOLUTION, value: Uint8Array.of(writtenResolution(source)) },
      ...this.#sectionComments(source.section),
      // A rewritten frame has no frame check sequence, so one length for all frames would be wrong.
      ...source.options.filter(({ code }) => code !== OPTION.INTERFACE_FCS_LENGTH),
    ];
    const start = this.#open(1, 8 + optionsLength(options));
    this.#view.setUint16(start + 8, source.linkType, true);
    this.#view.setUint16(start + 10, 0, true);
    this.#view.setUint32(start + 12, writtenSnapLength(source), true);
    writeOptions(this.#view, start + 16, options);
    this.#interfaces.set(source, this.#written++);
  }

  /** A later section becomes part of the first one; its comments go to its first interface. */
  #sectionComments(section: CaptureSection | null): CaptureOption[] {
    if (section === null || this.#sections.has(section)) return [];
    this.#sections.add(section);
    return section.options.filter(({ code }) => code === OPTION.COMMENT);
  }

  #namelessInterface({ file, linkType }: CaptureRecord): CaptureInterface {
    const key = file * 0x10000 + linkType;
    let source = this.#nameless.get(key);
    if (source === undefined) {
      source = { linkType, snapLength: 0, resolution: NANOSECONDS, options: [], section: null };
      this.#nameless.set(key, source);
    }
    return source;
  }

  /** A timestamp of two 32-bit words, high word first, in units of 10^-`resolution` seconds (§4.3). */
  #writeTime(at: number, { seconds, nanoseconds }: Moment, resolution: number): void {
    const units = 10 ** resolution;
    // Long multiplication in steps of 16 bits: no intermediate value reaches 2^53.
    const high = Math.floor(seconds / 0x10000) * units;
    const low =
      (seconds % 0x10000) * units +
      Math.floor(nanoseconds / 10 ** (NANOSECONDS - resolution)) +
      (high % 0x10000) * 0x10000;
    const isInRange = seconds >= 0 && seconds <= MAX_SECONDS;
    this.#view.setUint32(
      at,
      isInRange ? Math.floor(high / 0x10000) + Math.floor(low / 0x1_0000_0000) : 0,
      true,
    );
    this.#view.setUint32(at + 4, isInRange ? low % 0x1_0000_0000 : 0, true);
  }

  /**
   * Makes room for a block with a body of that length and writes the rest of the block; returns the offset of the body.
   */
  #open(type: number, bodyLength: number): number {
    const total = 12 + bodyLength;
    const start = this.#length;
    if (start + total > this.#bytes.length)
      this.#resize(Math.max(start + total, 2 * this.#bytes.length), start);
    this.#length += total;
    this.#view.setUint32(start, type, true);
    this.#view.setUint32(start + 4, total, true);
    this.#view.setUint32(start + total - 4, total, true);
    return start;
  }

  #resize(capacity: number, kept: number): void {
    const bytes = new Uint8Array(capacity);
    bytes.set(this.#bytes.subarray(0, kept));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/**
 * A reassembled frame may be longer than the snap length, and libpcap refuses a file with a longer frame: a short snap
 * length becomes the longest.
 */
function writtenSnapLength({ snapLength }: CaptureInterface): number {
  return snapLength === 0 || snapLength >= MAX_IP_PACKET ? snapLength : MAX_CAPTURED_LENGTH;
}

/** Records hold nanoseconds, so a finer resolution is useless. */
function writtenResolution({ resolution }: CaptureInterface): number {
  return resolution <= NANOSECONDS ? resolution : NANOSECONDS;
}

/** The options of the frame, then the new comments. Without options about bytes that have changed. */
function packetOptions(
  record: CaptureRecord,
  data: Uint8Array,
  comments: readonly string[],
): CaptureOption[] {
  const added = comments.map(comment => ({ code: OPTION.COMMENT, value: utf8.encode(comment) }));
  const { options } = record;
  if (options === undefined) return added;
  const bigEndian = record.source?.section?.bigEndian ?? false;
  const kept = readOptions(options, 0, options.length, bigEndian, PACKET_WORDS);
  if (data === record.data) return [...kept, ...added];
  return [...kept.filter(({ code }) => code !== OPTION.PACKET_HASH).map(withoutFcs), ...added];
}

/** Clears bits 5 to 8 of epb_flags, the length of the frame check sequence. */
function withoutFcs(option: CaptureOption): CaptureOption {
  const { code, value } = option;
  if (code !== OPTION.PACKET_FLAGS || value.length !== 4) return option;
  const [low = 0, second = 0, third = 0, high = 0] = value;
  return { code, value: Uint8Array.of(low & 0x1f, second & 0xfe, third, high) };
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

const CHUNK = 128 * 1024;
const NANOSECONDS = 9;
/** Bytes of an IP packet: the length field has 16 bits (RFC 791 §3.1). */
const MAX_IP_PACKET = 65_535;
/** Largest time in seconds, in the year 20000: beyond it the multiplication is not exact. */
const MAX_SECONDS = 570_000_000_000;
const utf8 = new TextEncoder();
