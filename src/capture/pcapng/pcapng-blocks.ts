import { readU32 } from '../../bytes/read.ts';
import { read32 } from '../byte-order.ts';
import { MAX_BLOCK_LENGTH } from '../limits.ts';

/** Known block types (draft-ietf-opsawg-pcapng §4). */
export const BLOCK = {
  INTERFACE: 1,
  OBSOLETE_PACKET: 2,
  SIMPLE_PACKET: 3,
  NAME_RESOLUTION: 4,
  INTERFACE_STATISTICS: 5,
  ENHANCED_PACKET: 6,
  DECRYPTION_SECRETS: 10,
  /** Equal in both byte orders; the magic number of pcapng. */
  SECTION_HEADER: 0x0a0d0d0a,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;
/** Type, total length, and the next word, which tells the byte order in a Section Header Block. */
const HEAD_LENGTH = 12;
const SECTION_HEADER_LENGTH = 28;

/** Why the cutter cannot go on. */
interface BlockFailure {
  readonly code: 'pcapng-byte-order' | 'pcapng-block-length';
  /** One line: `expected X, found Y`. */
  readonly message: string;
}

/**
 * Cuts the bytes of a pcapng file into blocks (draft-ietf-opsawg-pcapng §3.1), from chunks of any size.
 *
 * `feed` a chunk, then call `next` until it returns false; each time it returns true, the fields describe a whole
 * block. Only a block that continues in the next chunk is copied, to a buffer of its length.
 */
export class BlockCutter {
  /** The block lies at `start` to `start + length` of `bytes`, which the cutter never writes to again. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  length = 0;
  /** File offset of the block. */
  offset = 0;
  /** Byte order of the section that the block belongs to. */
  bigEndian = false;
  /** Set if the lengths are wrong: no later block can be found. `offset` and `type` are those of the bad block. */
  failure: BlockFailure | null = null;
  /** Type of the block, or of the one at which the cutter failed or waits for bytes; 0 if not known. */
  type = 0;

  #chunk: Uint8Array = EMPTY;
  #at = 0;
  #position = 0;
  /** An incomplete block: room for its first 12 bytes, then for all of it, when the length is known. */
  #pending: Uint8Array = EMPTY;
  #pendingLength = 0;
  /** Total length of the pending block; 0 before its first 12 bytes have come. */
  #total = 0;

  /** Takes the next chunk; the last one must be used up. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** True if the fields describe the next block; false if more bytes are needed, or after a failure. */
  next(): boolean {
    if (this.failure !== null) return false;
    if (this.#pendingLength > 0) return this.#continuePending();
    const left = this.#chunk.length - this.#at;
    if (left < HEAD_LENGTH) return this.#suspend(HEAD_LENGTH, 0);
    const total = this.#readTotal(this.#chunk, this.#at);
    if (total === 0) return false;
    if (total > left) return this.#suspend(total, total);
    if (!this.#give(this.#chunk, this.#at, total)) return false;
    this.#at += total;
    return true;
  }

  /** All bytes from the start of the block at which the cutter failed or waits. */
  get rest(): Uint8Array {
    const after = this.#chunk.subarray(this.#at);
    if (this.#pendingLength === 0) return after;
    const rest = new Uint8Array(this.#pendingLength + after.length);
    rest.set(this.#pending.subarray(0, this.#pendingLength));
    rest.set(after, this.#pendingLength);
    return rest;
  }

  /** Continues elsewhere: `bytes` replace all earlier input and begin at this file offset. */
  resume(bytes: Uint8Array, offset: number): void {
    this.failure = null;
    this.#pendingLength = 0;
    this.#position = offset;
    this.feed(bytes);
  }

  /** Bytes of the incomplete block at the end of the input; 0 if the input ended with a block. */
  get found(): number {
    return this.#pendingLength;
  }

  /** Bytes that the incomplete block should have; 12, the shortest length, if its length is not known. */
  get expected(): number {
    return this.#pending.length;
  }

  /** Keeps the rest of the chunk as the start of an incomplete block. */
  #suspend(capacity: number, total: number): false {
    this.#pending = new Uint8Array(capacity);
    this.#pendingLength = 0;
    this.#total = total;
    this.offset = this.#position;
    if (total === 0) this.type = 0;
    this.#fillPending();
    return false;
  }

  #continuePending(): boolean {
    if (!this.#fillPending()) return false;
    if (this.#total === 0 && !this.#extendPending()) return false;
    if (!this.#give(this.#pending, 0, this.#total)) return false;
    this.#pendingLength = 0;
    return true;
  }

  /** After the first 12 bytes: makes room for the whole block; true if it is complete. */
  #extendPending(): boolean {
    const head = this.#pending;
    this.#total = this.#readTotal(head, 0);
    if (this.#total === 0) return false;
    this.#pending = new Uint8Array(this.#total);
    this.#pending.set(head);
    return this.#fillPending();
  }

  /** True when the pending buffer is full. */
  #fillPending(): boolean {
    const missing = this.#pending.length - this.#pendingLength;
    const part = this.#chunk.subarray(this.#at, this.#at + missing);
    this.#pending.set(part, this.#pendingLength);
    this.#pendingLength += part.length;
    this.#at += part.length;
    return part.length === missing;
  }

  /** Total length of the block whose first 12 bytes are at `start`; 0 after a failure. */
  #readTotal(bytes: Uint8Array, start: number): number {
    this.offset = this.#position;
    const isSection = readU32(bytes, start) === BLOCK.SECTION_HEADER;
    this.type = isSection ? BLOCK.SECTION_HEADER : read32(bytes, start, this.bigEndian);
    if (isSection && !this.#readByteOrder(bytes, start + 8)) return 0;
    const total = read32(bytes, start + 4, this.bigEndian);
    const minimum = isSection ? SECTION_HEADER_LENGTH : HEAD_LENGTH;
    if (total >= minimum && total <= MAX_BLOCK_LENGTH && total % 4 === 0) return total;
    const range = `a multiple of 4 from ${minimum} to ${MAX_BLOCK_LENGTH}`;
    this.failure = {
      code: 'pcapng-block-length',
      message: `expected a block length that is ${range}, found ${total}`,
    };
    return 0;
  }

  #readByteOrder(bytes: Uint8Array, at: number): boolean {
    const magic = readU32(bytes, at);
    if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) {
      const found = magic.toString(16).padStart(8, '0');
      this.failure = {
        code: 'pcapng-byte-order',
        message: `expected the byte-order magic 1a2b3c4d, found ${found}`,
      };
      return false;
    }
    this.bigEndian = magic === BYTE_ORDER_MAGIC;
    return true;
  }

  #give(bytes: Uint8Array, start: number, total: number): boolean {
    const trailing = read32(bytes, start + total - 4, this.bigEndian);
    if (trailing !== total) {
      const message = `expected the block length ${total} again at the end of the block, found ${trailing}`;
      this.failure = { code: 'pcapng-block-length', message };
      return false;
    }
    this.bytes = bytes;
    this.start = start;
    this.length = total;
    this.#position += total;
    return true;
  }
}

const EMPTY = new Uint8Array(0);
