/*
 * The module has no memory of its own: what it writes down between two instructions lies in one stretch that its caller
 * gives it. So several threads can run on one shared memory, each with an own instance and an own stretch.
 */

let base: usize = 0;

/** A multiple of 16; `SCRATCH_LENGTH` in src/lane/wasm/lane-wasm.ts is its length. */
export function useScratch(address: usize): void {
  base = address;
}

/** The 16 words of the blocks, of four lanes side by side: vectors of 16 octets. */
@inline export function words(): usize {
  return base;
}

/** The words of the hashes, up to eight, of four lanes side by side. */
@inline export function states(): usize {
  return base + 256;
}

/** Four lanes of 16 octets each. */
@inline export function lanes(): usize {
  return base + 384;
}

/** The last blocks of each lane, padded: 128 octets for each. */
@inline export function tails(): usize {
  return base + 448;
}

/** Names of header fields, see `headerId`. */
@inline export function headerNames(): usize {
  return base + 1024;
}
