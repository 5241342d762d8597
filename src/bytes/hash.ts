/*
 * A small seeded hash for table lookups (the finaliser of MurmurHash3). The seed is random in each process, so nobody
 * can make a capture whose keys all fall into one bucket. Equal hashes do not prove equality.
 */
const SEED = (Math.random() * 0x100000000) | 0;

/** Start value of a hash. */
export function hashStart(): number {
  return SEED;
}

/** Mix a 32-bit integer into a hash. */
export function hashNumber(hash: number, value: number): number {
  let h = hash ^ value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Mixes the same bytes into two hashes, in less time than one after the other; returns both. */
export function hashBytesTwice(
  one: number,
  other: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): [one: number, other: number] {
  let first = one;
  let second = other;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const word = wordAt(bytes, i);
    first = hashNumber(first, word);
    second = hashNumber(second, word);
  }
  return [hashBytes(first, bytes, i, end), hashBytes(second, bytes, i, end)];
}

/** Mix bytes `start` to `end` into a hash. */
export function hashBytes(hash: number, bytes: Uint8Array, start: number, end: number): number {
  let h = hash;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    h = hashNumber(h, wordAt(bytes, i));
  }
  for (; i < end; i++) h = hashNumber(h, bytes[i] as number);
  return h;
}

function wordAt(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) << 24) |
    ((bytes[offset + 1] as number) << 16) |
    ((bytes[offset + 2] as number) << 8) |
    (bytes[offset + 3] as number)
  );
}
