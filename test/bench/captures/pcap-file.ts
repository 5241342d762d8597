import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_LENGTH = 1 << 20;
const RECORD_HEADER_LENGTH = 16;
/** Room for one frame; an Ethernet frame here is much shorter. */
const FRAME_ROOM = 4096;
const LINKTYPE_ETHERNET = 1;
const FIRST_SECOND = 1_700_000_000;
/** Microseconds from one frame to the next. */
const FRAME_INTERVAL = 100;

/**
 * A classic pcap file (Ethernet, microseconds) that is written as it grows: one buffer of a mebibyte, and each
 * write waits for the file system. A frame is built in place: `begin()`, bytes into `buffer`, `commit()`.
 */
export class PcapFile {
  readonly buffer = Buffer.alloc(BUFFER_LENGTH);
  /** Frames committed. */
  frames = 0;
  /** Bytes of the file so far. */
  bytes = 0;
  readonly #file: number;
  #at = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    const { buffer } = this;
    buffer.writeUInt32LE(0xa1b2c3d4, 0);
    buffer.writeUInt16LE(2, 4);
    buffer.writeUInt16LE(4, 6);
    buffer.writeUInt32LE(262_144, 16);
    buffer.writeUInt32LE(LINKTYPE_ETHERNET, 20);
    this.#at = 24;
  }

  /** Where in `buffer` the next frame begins. */
  begin(): number {
    if (this.#at + RECORD_HEADER_LENGTH + FRAME_ROOM > BUFFER_LENGTH) this.flush();
    return this.#at + RECORD_HEADER_LENGTH;
  }

  /** The frame that began last ends at offset `end` of `buffer`. Returns its number, from 1. */
  commit(end: number): number {
    const { buffer } = this;
    const at = this.#at;
    const length = end - at - RECORD_HEADER_LENGTH;
    if (length > FRAME_ROOM) throw new RangeError(`frame of ${length} bytes, room for ${FRAME_ROOM}`);
    const microseconds = this.frames * FRAME_INTERVAL;
    buffer.writeUInt32LE(FIRST_SECOND + Math.floor(microseconds / 1e6), at);
    buffer.writeUInt32LE(microseconds % 1e6, at + 4);
    buffer.writeUInt32LE(length, at + 8);
    buffer.writeUInt32LE(length, at + 12);
    this.#at = end;
    return ++this.frames;
  }

  /** Closes the file as it is. */
  close(): void {
    closeSync(this.#file);
  }

  /** Writes what has been committed. */
  flush(): void {
    for (let written = 0; written < this.#at; )
      written += writeSync(this.#file, this.buffer, written, this.#at - written);
    this.bytes += this.#at;
    this.#at = 0;
  }
}
