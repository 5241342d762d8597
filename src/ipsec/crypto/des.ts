/*
 * Triple DES (FIPS 46-3) for runtimes without node:crypto. Tables are written as in the standard, bits counted
 * from 1 at the most significant end.
 */

/** Triple DES in EDE order with three independent keys, one block at a time. Parity bits are ignored. */
export class TripleDes {
  readonly #stages: readonly Uint8Array[];

  /** `key`: 24 octets, K1‖K2‖K3. */
  constructor(key: Uint8Array) {
    const first = roundKeys(key, 0);
    const second = roundKeys(key, 8);
    const third = roundKeys(key, 16);
    this.#stages = [reverseRounds(third), second, reverseRounds(first)];
  }

  /** Decrypts the eight octets at `offset` of `input` to `outputOffset` of `output`. */
  decryptBlock(input: Uint8Array, offset: number, output: Uint8Array, outputOffset: number): void {
    BLOCK[0] = readWord(input, offset);
    BLOCK[1] = readWord(input, offset + 4);
    initialPermutation(BLOCK);
    for (const keys of this.#stages) sixteenRounds(BLOCK, keys);
    finalPermutation(BLOCK);
    writeWord(output, outputOffset, BLOCK[0] as number);
    writeWord(output, outputOffset + 4, BLOCK[1] as number);
  }
}

/** Left and right half of the current block. */
const BLOCK = new Int32Array(2);

const KEY_CHOICE_1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];

const KEY_CHOICE_2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

const KEY_ROTATIONS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

const PERMUTATION = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
];

/** The selection functions S1 to S8, four rows of sixteen hexadecimal digits each. */
const SELECTION = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
];

/** For each selection function: input of six bits → output, at its final place in the 32 bits. */
const SELECTION_PERMUTED = SELECTION.map(selectionPermuted);

function selectionPermuted(rows: string, box: number): Int32Array {
  const digits = rows.replaceAll(' ', '');
  return Int32Array.from({ length: 64 }, (_, six) => {
    const row = ((six >> 4) & 2) | (six & 1);
    const column = (six >> 1) & 15;
    const value = Number.parseInt(digits.charAt(16 * row + column), 16) << (28 - 4 * box);
    return PERMUTATION.reduce((word, from) => (word << 1) | ((value >>> (32 - from)) & 1), 0);
  });
}

/** Sixteen rounds of eight six-bit numbers, one for each selection function. */
function roundKeys(key: Uint8Array, offset: number): Uint8Array {
  const bits = KEY_CHOICE_1.map(
    bit => ((key[offset + ((bit - 1) >> 3)] as number) >> (7 - ((bit - 1) & 7))) & 1,
  );
  let halves = [bits.slice(0, 28), bits.slice(28)];
  const keys = new Uint8Array(128);
  for (const [round, rotation] of KEY_ROTATIONS.entries()) {
    halves = halves.map(half => [...half.slice(rotation), ...half.slice(0, rotation)]);
    const joined = halves.flat();
    for (const [i, from] of KEY_CHOICE_2.entries()) {
      const slot = 8 * round + Math.floor(i / 6);
      keys[slot] = ((keys[slot] as number) << 1) | (joined[from - 1] as number);
    }
  }
  return keys;
}

/** The round keys in the order of decryption. */
function reverseRounds(keys: Uint8Array): Uint8Array {
  const reversed = new Uint8Array(128);
  for (let round = 0; round < 16; round++)
    reversed.set(keys.subarray(8 * round, 8 * round + 8), 8 * (15 - round));
  return reversed;
}

function sixteenRounds(block: Int32Array, keys: Uint8Array): void {
  let left = block[0] as number;
  let right = block[1] as number;
  for (let at = 0; at < 128; at += 8) {
    const next = left ^ roundFunction(right, keys, at);
    left = right;
    right = next;
  }
  block[0] = right;
  block[1] = left;
}

/** Expansion, key mixing, selection and permutation of one half. */
function roundFunction(half: number, keys: Uint8Array, at: number): number {
  let result = 0;
  // Bit 32 and bits 1 to 5 go to S1, bits 4 to 9 to S2, and so on: six bits from a window that moves by four.
  let window = (half << 31) | (half >>> 1);
  for (let box = 0; box < 8; box++) {
    const six = (window >>> 26) ^ (keys[at + box] as number);
    result ^= (SELECTION_PERMUTED[box] as Int32Array)[six] as number;
    window = (window << 4) | (window >>> 28);
  }
  return result;
}

/** IP of the standard, as five exchanges of bits between the halves. */
function initialPermutation(block: Int32Array): void {
  exchange(block, 0, 1, 4, 0x0f0f0f0f);
  exchange(block, 0, 1, 16, 0x0000ffff);
  exchange(block, 1, 0, 2, 0x33333333);
  exchange(block, 1, 0, 8, 0x00ff00ff);
  exchange(block, 0, 1, 1, 0x55555555);
}

/** The inverse of IP: the same exchanges backwards. */
function finalPermutation(block: Int32Array): void {
  exchange(block, 0, 1, 1, 0x55555555);
  exchange(block, 1, 0, 8, 0x00ff00ff);
  exchange(block, 1, 0, 2, 0x33333333);
  exchange(block, 0, 1, 16, 0x0000ffff);
  exchange(block, 0, 1, 4, 0x0f0f0f0f);
}

function exchange(block: Int32Array, upper: number, lower: number, shift: number, mask: number): void {
  const difference = (((block[upper] as number) >>> shift) ^ (block[lower] as number)) & mask;
  block[lower] = (block[lower] as number) ^ difference;
  block[upper] = (block[upper] as number) ^ (difference << shift);
}

function readWord(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) << 24) |
    ((bytes[offset + 1] as number) << 16) |
    ((bytes[offset + 2] as number) << 8) |
    (bytes[offset + 3] as number)
  );
}

function writeWord(bytes: Uint8Array, offset: number, word: number): void {
  bytes[offset] = word >>> 24;
  bytes[offset + 1] = word >>> 16;
  bytes[offset + 2] = word >>> 8;
  bytes[offset + 3] = word;
}
