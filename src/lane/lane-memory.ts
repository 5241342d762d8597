import { MAC_ROW_WORDS, MAC_STATES_LENGTH, SCRATCH_LENGTH } from './wasm/lane-wasm.ts';

/** Most octets of a chunk that the lane takes. */
export const CHUNK_OCTETS = 256 * 1024;

/** Most ESP packets of a chunk that it takes: the shortest frame with one has some 100 octets. */
export const SLOT_ROWS = 2560;

/** Most keys of the lane. */
export const LANE_KEYS = 65_536;

/** Most threads that share a memory. */
export const LANE_THREADS = 9;

/** 32-bit words of a row, and their places: addresses are offsets in the memory. */
export const ROW_WORDS = 12;
export const ROW = {
  /** The packet in the chunk, from its SPI to after its ICV. */
  start: 0,
  end: 1,
  /** Number of its key. */
  key: 2,
  /** A value of VERDICT. */
  verdict: 3,
  /** The plaintext with its trailer, as offsets in the plaintexts of the slot. */
  plain: 4,
  plainEnd: 5,
  /** Of the frame: offset of the source address in the chunk; octets of an address. */
  source: 6,
  addressLength: 7,
  /** If the plaintext is one UDP datagram with one SIP message that needs no second look: its end; otherwise 0. */
  messageEnd: 8,
  /** Address of the table of that message, see `sipTable`. */
  table: 9,
  /** Used by the work: the row of its keyed hash, and the next row with its key. */
  mac: 10,
  next: 11,
} as const;

/**
 * Words of a SIP table that are free in `sipTable`: the number of its fields; that of the long runs behind them, as its
 * complement (`~`) if the message is not ASCII.
 */
export const FIELD_COUNT = 2;
export const RUN_COUNT = 3;

/** What the work on a packet found: nothing yet, a bad ICV, or decrypted. */
export const VERDICT = { none: 0, bad: 1, opened: 2 } as const;

/** Words of a key besides its states: 0 for SHA-1 and 1 for MD5; a value of CIPHER; then its cipher key. */
export const KEY_OCTETS = MAC_STATES_LENGTH + 8 + 24;
export const KEY_PLACE = {
  states: 0,
  isMd5: MAC_STATES_LENGTH,
  cipher: MAC_STATES_LENGTH + 4,
  cipherKey: MAC_STATES_LENGTH + 8,
} as const;

/** Ciphers of the lane, by number: name, octets of a block and of the key. */
export const CIPHERS = [
  { name: 'null', block: 0, keyLength: 0 },
  { name: 'aes-cbc', block: 16, keyLength: 16 },
  { name: 'des-ede3-cbc', block: 8, keyLength: 24 },
] as const;

/**
 * Control words at the beginning of the memory: threads are told to stop; how many are ready; the slot to finish next; how
 * many have ended. `state` and `rows`: one word for each slot.
 */
export const CONTROL = { stop: 0, ready: 1, oldest: 2, ended: 3, state: 16, rows: 48 } as const;

/** States of a slot. */
export const STATE = { idle: 0, posted: 1, taken: 2, done: 3 } as const;

const PAGE = 65_536;
const SCRATCH = 1024;
const KEYS = SCRATCH + LANE_THREADS * SCRATCH_LENGTH;
const FIRST_SLOT = alignedTo(PAGE, KEYS + LANE_KEYS * KEY_OCTETS);

const MAC_ROWS = 4 * ROW_WORDS * SLOT_ROWS;
const MD5_ROWS = MAC_ROWS + 4 * MAC_ROW_WORDS * SLOT_ROWS;
const CHUNK = alignedTo(64, MD5_ROWS + 4 * MAC_ROW_WORDS * SLOT_ROWS);
/** After each area some octets that a read of whole vectors may touch. */
const SLACK = 64;
const PLAIN = CHUNK + CHUNK_OCTETS + SLACK;
const TABLES = alignedTo(16, PLAIN + CHUNK_OCTETS + SLACK);
/** A header field has four octets at least, and its row 16. */
const TABLES_LENGTH = 4 * CHUNK_OCTETS;
const SLOT_LENGTH = alignedTo(PAGE, TABLES + TABLES_LENGTH);

/** The addresses of one slot: a chunk with the rows of its ESP packets and their plaintexts. */
export interface SlotPlaces {
  readonly index: number;
  readonly rows: number;
  readonly sha1Rows: number;
  readonly md5Rows: number;
  readonly chunk: number;
  readonly plain: number;
  readonly tables: number;
  readonly tablesEnd: number;
}

/** The shared memory in which the lane works, and its views. */
export class LaneMemory {
  readonly memory: WebAssembly.Memory;
  readonly octets: Uint8Array;
  readonly words: Int32Array;

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.octets = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
  }

  /** New memory. Pages that are never touched cost nothing. @param slots chunks in work at a time. */
  static create(slots: number): LaneMemory {
    const pages = (FIRST_SLOT + slots * SLOT_LENGTH) / PAGE;
    return new LaneMemory(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }));
  }

  /** Address of the scratch of a thread. */
  scratch(thread: number): number {
    return SCRATCH + SCRATCH_LENGTH * thread;
  }

  /** Address of a key. */
  key(key: number): number {
    return KEYS + KEY_OCTETS * key;
  }

  slot(index: number): SlotPlaces {
    const rows = FIRST_SLOT + index * SLOT_LENGTH;
    return {
      index,
      rows,
      sha1Rows: rows + MAC_ROWS,
      md5Rows: rows + MD5_ROWS,
      chunk: rows + CHUNK,
      plain: rows + PLAIN,
      tables: rows + TABLES,
      tablesEnd: rows + TABLES + TABLES_LENGTH,
    };
  }

  /**
   * Overwrites keys, packets and plaintexts; rows and tables hold only places. Pages that were not used stay untouched.
   *
   * @param keys number of keys; @param slots number of slots used; @param octets of the largest chunk in them.
   */
  clear(keys: number, slots: number, octets: number): void {
    this.octets.fill(0, SCRATCH, KEYS + KEY_OCTETS * keys);
    for (let index = 0; index < slots; index++) {
      const { chunk, plain } = this.slot(index);
      this.octets.fill(0, chunk, chunk + octets);
      this.octets.fill(0, plain, plain + octets);
    }
  }
}

function alignedTo(size: number, address: number): number {
  return Math.ceil(address / size) * size;
}
