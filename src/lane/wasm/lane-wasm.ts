import { fromBase64 } from '../../bytes/base64.ts';
import { BINARY } from './binary.js';

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

/** Octets of the scratch of one instance. */
export const SCRATCH_LENGTH = 1024;

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
}

interface Exports {
  useScratch(address: number): void;
  setKey(key: number, length: number, states: number, algorithm: number): void;
  verify(rows: number, count: number, algorithm: number): void;
}

/** Octets of a block of MD5 and SHA-1: a longer key would have to be hashed first (RFC 2104 §2). */
const BLOCK = 64;

/** Null: this platform has no SIMD or no shared memory. */
let compiled: WebAssembly.Module | null | undefined;

/**
 * An instance that works on `memory`, which must be shared. `scratch` is the address of SCRATCH_LENGTH octets, a multiple
 * of 16, that nobody else touches; key material stays there, so zero it at the end. Null if the platform has no SIMD or
 * no shared memory.
 */
export function loadLaneWasm(memory: WebAssembly.Memory, scratch: number): LaneWasm | null {
  compiled ??= compile();
  if (compiled === null) return null;
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { useScratch, setKey, verify } = exports as Exports;
  const octets = new Uint8Array(memory.buffer);
  useScratch(scratch);
  return {
    setMacKey(algorithm, key, states) {
      if (key.length > BLOCK)
        throw new RangeError(`expected a key of 64 octets or less, found ${key.length}`);
      octets.set(key, scratch);
      setKey(scratch, key.length, states, MAC_NUMBERS[algorithm]);
    },
    verify: (algorithm, rows, count) => verify(rows, count, MAC_NUMBERS[algorithm]),
  };
}

function compile(): WebAssembly.Module | null {
  if (typeof WebAssembly === 'undefined' || typeof SharedArrayBuffer === 'undefined') return null;
  const binary = fromBase64(BINARY) as Uint8Array;
  return WebAssembly.validate(binary) ? new WebAssembly.Module(binary) : null;
}
