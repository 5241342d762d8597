import { words } from './scratch';

@inline export function add(a: v128, b: v128): v128 { return i32x4.add(a, b); }

/** Bits of b where a is set, else of c. */
@inline export function choose(a: v128, b: v128, c: v128): v128 { return v128.bitselect(b, c, a); }

@inline export function parity(a: v128, b: v128, c: v128): v128 { return v128.xor(a, v128.xor(b, c)); }

@inline export function majority(a: v128, b: v128, c: v128): v128 {
  return v128.or(v128.and(a, b), v128.and(c, v128.or(a, b)));
}

@inline export function rotateLeft(a: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(a, bits), i32x4.shr_u(a, 32 - bits));
}

@inline function swapped(a: v128): v128 {
  return i8x16.shuffle(a, a, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Loads a block of 64 octets of each lane: vector i of `words` is word i of the four blocks. */
@inline export function loadBlocks(a: usize, b: usize, c: usize, d: usize, bigEndian: bool): void {
  const to = words();
  for (let i: usize = 0; i < 64; i += 16) {
    let wa = v128.load(a + i), wb = v128.load(b + i), wc = v128.load(c + i), wd = v128.load(d + i);
    if (bigEndian) { wa = swapped(wa); wb = swapped(wb); wc = swapped(wc); wd = swapped(wd); }
    const ab = i32x4.shuffle(wa, wb, 0, 4, 1, 5), AB = i32x4.shuffle(wa, wb, 2, 6, 3, 7);
    const cd = i32x4.shuffle(wc, wd, 0, 4, 1, 5), CD = i32x4.shuffle(wc, wd, 2, 6, 3, 7);
    const row = to + 4 * i;
    v128.store(row, i64x2.shuffle(ab, cd, 0, 2));
    v128.store(row, i64x2.shuffle(ab, cd, 1, 3), 16);
    v128.store(row, i64x2.shuffle(AB, CD, 0, 2), 32);
    v128.store(row, i64x2.shuffle(AB, CD, 1, 3), 48);
  }
}
