import { fromBase64 } from '../../bytes/base64.ts';
import { BINARY } from './binary.js';
import { SIP_NAMES_LENGTH, writeSipNames } from './sip-names.ts';

/*
 * What the lane does with octets in WebAssembly. The source of the module is AssemblyScript, in `assembly/`.
 *
 * All of it works in place, on one shared memory: who calls has written packets and rows there, and names them by their
 * address. Only octets that a call names are read or written, and the scratch of the instance. An address beyond the
 * memory makes the call throw a WebAssembly.RuntimeError: captured bytes decide lengths, so check them before.
 */

/** Keyed hashes that WebAssembly computes (RFC 2403, RFC 2404). */
export type LaneMac = 'hmac-md5-96' | 'hmac-sha-1-96';

const MAC_NUMBERS: Readonly<Record<LaneMac, number>> = { 'hmac-md5-96': 0, 'hmac-sha-1-96': 1 };

/** Octets that the states of one key take. */
export const MAC_STATES_LENGTH = 40;

/** Octets of the scratch that the hashes take; the names of header fields follow them. */
const HASH_SCRATCH = 1024;

/** Octets of the scratch of one instance. */
export const SCRATCH_LENGTH = HASH_SCRATCH + SIP_NAMES_LENGTH;

/** 32-bit words of a row of `verify`: 16 octets. */
export const MAC_ROW_WORDS = 4;

/** Places in a row of `verify`. */
export const MAC_ROW = {
  /** Address of the first authenticated octet: the SPI. */
  start: 0,
  /** Authenticated octets, at most 2²⁸; the 12 octets of the ICV follow them. */
  length: 1,
  /** Address of the states of the key, a multiple of 4. */
  states: 2,
  /** Is written: 1 if the ICV is right, else 0. */
  verdict: 3,
} as const;

/** Places in the table of a SIP message, 32-bit words; addresses are those of the memory. */
export const SIP_TABLE = {
  /** Address of the CR that ends the start line. */
  startLineEnd: 0,
  /** Address of the body, behind the empty line. */
  body: 1,
  /** The first row. */
  rows: 4,
} as const;

/** 32-bit words of a row. */
export const SIP_ROW_WORDS = 4;

/** Places in the row of a header field. */
export const SIP_ROW = {
  /** Address of its name. */
  name: 0,
  /** Length of the name in the low 16 bits; in the high 16 bits its number, see SIP_NAMES, or 0. */
  lengthAndNumber: 1,
  /** Address of its value, without the blanks around it. */
  value: 2,
  /** Address of the end of the value. */
  valueEnd: 3,
} as const;

/** What `sipTable` returns if the ordinary parser has to look, and `escapeJson` if a text is not ASCII. */
export const UNSURE = -1;

/** One instance on one shared memory: each thread has its own. */
export interface LaneWasm {
  /**
   * Computes the states of a key of at most 64 octets once for all its packets, and writes them to the address `states`, a
   * multiple of 4, MAC_STATES_LENGTH octets. They are as secret as the key.
   */
  setMacKey(algorithm: LaneMac, key: Uint8Array, states: number): void;
  /**
   * Verifies the ICV of packets, four at once: `count` rows at the address `rows`, a multiple of 4, with places as in
   * MAC_ROW. Keys and lengths may differ from row to row.
   */
  verify(algorithm: LaneMac, rows: number, count: number): void;
  /**
   * Writes the table of the SIP message that fills `length` octets at the address `from`, with at most `capacity` rows, to
   * the address `table`. Returns the number of its header fields, or UNSURE; then the table has no meaning.
   *
   * A table is only written if `parseSipDatagram` makes one message of the octets, all of them, with these header fields and
   * without a problem, and `grammarProblems` finds none. So every header line is ASCII without tabs, folding and blanks
   * around its name. Unusual messages are UNSURE, also some that are right. Of the body nothing is known.
   *
   * It reads up to 32 octets behind the message, whatever they are: the memory must not end before.
   */
  sipTable(from: number, length: number, table: number, capacity: number): number;
  /**
   * Writes the ASCII text of `length` octets at `from` to the address `to`, as `JSON.stringify` does between the quotes.
   * Returns the octets written, up to six times as many; UNSURE if the text is not ASCII.
   */
  escapeJson(from: number, length: number, to: number): number;
  /**
   * Writes two words, the addresses of its begin and end, for each run of `least` base64 digits (of both alphabets) or more,
   * 16 to 32, in `length` octets at `from` to the address `to`, a multiple of 4. Returns their number; UNSURE if there are
   * more than `capacity`. It reads up to 63 octets behind the text, whatever they are.
   */
  longRuns(from: number, length: number, least: number, to: number, capacity: number): number;
  /** Is every octet below 128? */
  isAscii(from: number, length: number): boolean;
}

interface Exports {
  useScratch(address: number): void;
  setKey(key: number, length: number, states: number, algorithm: number): void;
  verify(rows: number, count: number, algorithm: number): void;
  sipTable: LaneWasm['sipTable'];
  escapeJson: LaneWasm['escapeJson'];
  longRuns: LaneWasm['longRuns'];
  isAscii(from: number, length: number): number;
}

/** Octets of a block of MD5 and SHA-1: a longer key would have to be hashed first (RFC 2104 §2). */
const BLOCK = 64;

/** Null: this platform has no SIMD or no shared memory. */
let compiled: WebAssembly.Module | null | undefined;

/** Has this platform SIMD and shared memory? */
export function hasLaneWasm(): boolean {
  compiled ??= compile();
  return compiled !== null;
}

/**
 * An instance that works on `memory`, which must be shared. `scratch` is the address of SCRATCH_LENGTH octets, a multiple
 * of 16, that nobody else touches; key material stays there, so zero it at the end. Null if the platform has no SIMD or
 * no shared memory.
 */
export function loadLaneWasm(memory: WebAssembly.Memory, scratch: number): LaneWasm | null {
  compiled ??= compile();
  if (compiled === null) return null;
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { useScratch, setKey, verify, sipTable, escapeJson, longRuns, isAscii } = exports as Exports;
  const octets = new Uint8Array(memory.buffer);
  useScratch(scratch);
  writeSipNames(octets.subarray(scratch + HASH_SCRATCH, scratch + SCRATCH_LENGTH));
  return {
    setMacKey(algorithm, key, states) {
      if (key.length > BLOCK)
        throw new RangeError(`expected a key of 64 octets or less, found ${key.length}`);
      octets.set(key, scratch);
      setKey(scratch, key.length, states, MAC_NUMBERS[algorithm]);
    },
    verify: (algorithm, rows, count) => verify(rows, count, MAC_NUMBERS[algorithm]),
    sipTable,
    escapeJson,
    longRuns,
    isAscii: (from, length) => isAscii(from, length) !== 0,
  };
}

function compile(): WebAssembly.Module | null {
  if (typeof WebAssembly === 'undefined' || typeof SharedArrayBuffer === 'undefined') return null;
  const binary = fromBase64(BINARY) as Uint8Array;
  return WebAssembly.validate(binary) ? new WebAssembly.Module(binary) : null;
}
