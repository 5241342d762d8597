import { readU32 } from '../bytes/read.ts';
import type { FrameRows } from '../capture/frame-rows.ts';
import { MAC_ICV_LENGTH } from '../ipsec/crypto/engine.ts';
import { ESP_HEADER_LENGTH, TRAILER_LENGTH } from '../ipsec/crypto/packet-protection.ts';
import type { PreparedPacket } from '../ipsec/decrypt/prepared-packet.ts';
import type { Opener } from '../ipsec/sa/keyed-set.ts';
import type { SaDatabase } from '../ipsec/sa-database.ts';
import { espPlace, peekEsp } from '../net/esp-peek.ts';
import { LaneHeaders } from './lane-headers.ts';
import { LaneKeys, NO_KEY } from './lane-keys.ts';
import {
  CHUNK_OCTETS,
  CONTROL,
  type LaneMemory,
  ROW,
  ROW_WORDS,
  SLOT_ROWS,
  type SlotPlaces,
  STATE,
  VERDICT,
} from './lane-memory.ts';
import type { LaneWork } from './lane-work.ts';
import type { LaneWasm } from './wasm/lane-wasm.ts';

const NONE = -1;
/** A packet that the lane has verified and decrypted. A reused record. */
export interface LanePacket {
  readonly opener: Opener;
  readonly spi: number;
  readonly sequence: number;
  /** The chunk, with the packet and its addresses. */
  readonly chunk: Uint8Array;
  readonly sourceOffset: number;
  readonly addressLength: 4 | 16;
  /** The packet in the chunk. */
  readonly start: number;
  readonly end: number;
  /** The plaintext begins at `plain` with the header of a UDP datagram, which ends at `messageEnd`. */
  readonly bytes: Uint8Array;
  readonly plain: number;
  readonly messageEnd: number;
  /** The header fields of the SIP message in the datagram: see LaneHeaders. */
  readonly headers: LaneHeaders;
}

/** A chunk in the lane: its frames, and the row of each of them or NONE. */
interface Slot {
  readonly places: SlotPlaces;
  frames: FrameRows | null;
  rowOf: Int32Array;
  /** Octets of plaintext. */
  plain: number;
}

/** What a lane works with. */
export interface LaneContext {
  readonly memory: LaneMemory;
  readonly wasm: LaneWasm;
  /** Number of slots in the memory. */
  readonly slots: number;
  readonly database: SaDatabase;
  /** Does the work of this thread. */
  readonly work: LaneWork;
  /** Waits until another thread has done the work on a slot; false if it never will be. */
  readonly wait: (slot: number) => boolean;
  /** Most keys. */
  readonly maximumKeys: number;
}

/**
 * The fast way for plain ESP packets: those of a chunk are verified and decrypted in batches, here or in other threads,
 * with the opener that is likely when the chunk is read. That is a presumption. Whoever takes the packets in order uses
 * the work only where it still holds, and does it himself where not, so that the result is the same without the lane.
 */
export class Lane {
  readonly #context: LaneContext;
  readonly #keys: LaneKeys;
  readonly #slots: readonly Slot[];
  readonly #place = espPlace();
  /** The plaintexts of the slot in hand. Not in shared memory, which is several times slower to search. */
  readonly #plain = new Uint8Array(CHUNK_OCTETS);
  readonly #packet: { -readonly [Member in keyof LanePacket]: LanePacket[Member] };
  readonly #prepared: { -readonly [Member in keyof PreparedPacket]: PreparedPacket[Member] };
  #posted = 0;
  /** Octets of the largest chunk. */
  #largest = 0;
  #finished = 0;
  /** The slot in hand. */
  #slot: Slot;
  /** Slots that a failed thread may still write to: they are not used again. */
  readonly #lost = new Set<number>();

  constructor(context: LaneContext) {
    const { memory, wasm, slots, maximumKeys } = context;
    this.#context = context;
    this.#keys = new LaneKeys(wasm, memory, maximumKeys);
    this.#slots = Array.from({ length: slots }, (_, index) => ({
      places: memory.slot(index),
      frames: null,
      rowOf: new Int32Array(1024),
      plain: 0,
    }));
    this.#slot = this.#slots[0] as Slot;
    const opener = null as unknown as Opener;
    const bytes = this.#plain;
    this.#packet = {
      opener,
      spi: 0,
      sequence: 0,
      chunk: bytes,
      sourceOffset: 0,
      addressLength: 4,
      start: 0,
      end: 0,
      bytes,
      plain: 0,
      messageEnd: 0,
      headers: new LaneHeaders(memory.words),
    };
    this.#prepared = { opener, verified: false, bytes, start: 0, end: 0 };
  }

  /** Chunks that were posted and not finished. */
  get ahead(): number {
    return this.#posted - this.#finished;
  }

  /** Takes the next chunk: finds its plain ESP packets, for any thread to work on. */
  post(frames: FrameRows): void {
    const slot = this.#slots[this.#posted++ % this.#slots.length] as Slot;
    slot.frames = frames;
    if (slot.rowOf.length < frames.length) slot.rowOf = new Int32Array(2 * frames.length);
    const { memory } = this.#context;
    const { index, chunk } = slot.places;
    const isFree = frames.bytes.length <= CHUNK_OCTETS && !this.#lost.has(index);
    const rows = isFree ? this.#classify(frames, slot) : noRows(frames, slot);
    memory.words[CONTROL.rows + index] = rows;
    if (rows > 0) {
      memory.octets.set(frames.bytes, chunk);
      this.#largest = Math.max(this.#largest, frames.bytes.length);
    }
    Atomics.store(memory.words, CONTROL.state + index, rows > 0 ? STATE.posted : STATE.done);
  }

  /** Finishes the oldest chunk, and puts it into hand until the next call. */
  finish(): void {
    const number = this.#finished++ % this.#slots.length;
    const slot = this.#slots[number] as Slot;
    const { memory, wait } = this.#context;
    const { words, octets } = memory;
    this.#slot = slot;
    Atomics.store(words, CONTROL.oldest, (number + 1) % this.#slots.length);
    if (!this.#work(slot)) {
      // Another thread has it: here is time for the work on later ones.
      while (Atomics.load(words, CONTROL.state + number) !== STATE.done && this.#workOnLater(number));
      if (!wait(number)) {
        this.#lost.add(number);
        noRows(slot.frames as FrameRows, slot);
        return;
      }
    }
    this.#packet.chunk = (slot.frames as FrameRows).bytes;
    if (slot.plain > 0) this.#plain.set(octets.subarray(slot.places.plain, slot.places.plain + slot.plain));
  }

  /**
   * The packet of a frame in hand, if it was verified and decrypted and holds one SIP message in one UDP datagram which is
   * certainly sound and not about a REGISTER; valid until the next call.
   */
  packet(frame: number): LanePacket | null {
    const row = this.#slot.rowOf[frame] as number;
    if (row === NONE) return null;
    const at = (this.#slot.places.rows >> 2) + ROW_WORDS * row;
    const { words } = this.#context.memory;
    if (words[at + ROW.verdict] !== VERDICT.opened || words[at + ROW.messageEnd] === 0) return null;
    const packet = this.#packet;
    const start = words[at + ROW.start] as number;
    packet.opener = this.#keys.opener(words[at + ROW.key] as number);
    packet.start = start;
    packet.end = words[at + ROW.end] as number;
    packet.plain = words[at + ROW.plain] as number;
    packet.messageEnd = words[at + ROW.messageEnd] as number;
    packet.headers.place(words[at + ROW.table] as number, this.#slot.places.plain);
    packet.spi = readU32(packet.chunk, start);
    packet.sequence = readU32(packet.chunk, start + 4);
    packet.sourceOffset = words[at + ROW.source] as number;
    packet.addressLength = words[at + ROW.addressLength] as 4 | 16;
    return packet;
  }

  /** The work on the packet of a frame in hand, for the analysis; null if there is none. Valid until the next call. */
  prepared(frame: number): PreparedPacket | null {
    const row = this.#slot.rowOf[frame] as number;
    if (row === NONE) return null;
    const at = (this.#slot.places.rows >> 2) + ROW_WORDS * row;
    const { words } = this.#context.memory;
    const prepared = this.#prepared;
    prepared.opener = this.#keys.opener(words[at + ROW.key] as number);
    prepared.verified = words[at + ROW.verdict] === VERDICT.opened;
    prepared.start = words[at + ROW.plain] as number;
    prepared.end = words[at + ROW.plainEnd] as number;
    return prepared;
  }

  /** Overwrites keys and plaintexts. No thread may work any more. */
  close(): void {
    this.#plain.fill(0, 0, this.#largest);
    const { memory } = this.#context;
    memory.clear(this.#keys.size, Math.min(this.#posted, this.#slots.length), this.#largest);
  }

  /** Does the work on a slot unless another thread has taken it; true if it is done. */
  #work(slot: Slot): boolean {
    const { memory, work } = this.#context;
    const state = CONTROL.state + slot.places.index;
    const before = Atomics.compareExchange(memory.words, state, STATE.posted, STATE.taken);
    if (before !== STATE.posted) return before === STATE.done;
    work.run(slot.places);
    Atomics.store(memory.words, state, STATE.done);
    return true;
  }

  /** Does the work on one posted slot after that number; false if there is none. */
  #workOnLater(number: number): boolean {
    const { words } = this.#context.memory;
    const count = this.#slots.length;
    for (let i = 1; i < Math.min(count, this.ahead + 1); i++) {
      const slot = this.#slots[(number + i) % count] as Slot;
      const isPosted = Atomics.load(words, CONTROL.state + slot.places.index) === STATE.posted;
      if (isPosted && this.#work(slot)) return true;
    }
    return false;
  }

  /** Writes the rows of a chunk; returns their number. */
  #classify(frames: FrameRows, slot: Slot): number {
    const { length, bytes } = frames;
    const { linkType } = frames.source;
    const { rowOf } = slot;
    const place = this.#place;
    let rows = 0;
    slot.plain = 0;
    for (let i = 0; i < length; i++) {
      rowOf[i] = NONE;
      if (!frames.isRow(i) || rows === SLOT_ROWS) continue;
      const from = frames.start(i);
      const captured = frames.captured(i);
      if (captured !== frames.original(i) || !peekEsp(linkType, bytes, from, from + captured, place))
        continue;
      if (this.#add(slot, bytes, rows)) rowOf[i] = rows++;
    }
    return rows;
  }

  /** Writes a row for the packet at `#place`, unless it is none for the lane. */
  #add(slot: Slot, bytes: Uint8Array, row: number): boolean {
    const { sourceOffset, addressLength, start, end } = this.#place;
    const cipherLength = end - start - ESP_HEADER_LENGTH - MAC_ICV_LENGTH;
    if (cipherLength < TRAILER_LENGTH) return false;
    const { database, memory } = this.#context;
    const spi = readU32(bytes, start);
    const opener = database.plain.presumedOpener(bytes, sourceOffset + addressLength, addressLength, spi);
    if (opener === null) return false;
    const key = this.#keys.numberOf(opener);
    if (key === NO_KEY) return false;
    const block = this.#keys.block(key);
    if (block > 0 && (cipherLength < 2 * block || cipherLength % block !== 0)) return false;
    const { words } = memory;
    const at = (slot.places.rows >> 2) + ROW_WORDS * row;
    words[at + ROW.start] = start;
    words[at + ROW.end] = end;
    words[at + ROW.key] = key;
    words[at + ROW.verdict] = VERDICT.none;
    words[at + ROW.source] = sourceOffset;
    words[at + ROW.addressLength] = addressLength;
    slot.plain += cipherLength;
    return true;
  }
}

/** A chunk of which the lane takes nothing. */
function noRows(frames: FrameRows, slot: Slot): number {
  slot.rowOf.fill(NONE, 0, frames.length);
  slot.plain = 0;
  return 0;
}
