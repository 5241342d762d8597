import { states, words } from './scratch';
import { add, choose, loadBlocks, parity, rotateLeft } from './vectors';

/** Hashes `count` blocks of each of four lanes into `states` (RFC 1321 §3.4). */
export function md5Blocks(p0: usize, p1: usize, p2: usize, p3: usize, count: u32): void {
  const state = states();
  const w = words();
  let a = v128.load(state), b = v128.load(state, 16), c = v128.load(state, 32), d = v128.load(state, 48);
  const end = (<usize>count) << 6;
  for (let at: usize = 0; at < end; at += 64) {
    loadBlocks(p0 + at, p1 + at, p2 + at, p3 + at, false);
    const a0 = a, b0 = b, c0 = c, d0 = d;
    a = round(a, b, choose(b, c, d), 0xd76aa478, v128.load(w), 7);
    d = round(d, a, choose(a, b, c), 0xe8c7b756, v128.load(w, 16), 12);
    c = round(c, d, choose(d, a, b), 0x242070db, v128.load(w, 32), 17);
    b = round(b, c, choose(c, d, a), 0xc1bdceee, v128.load(w, 48), 22);
    a = round(a, b, choose(b, c, d), 0xf57c0faf, v128.load(w, 64), 7);
    d = round(d, a, choose(a, b, c), 0x4787c62a, v128.load(w, 80), 12);
    c = round(c, d, choose(d, a, b), 0xa8304613, v128.load(w, 96), 17);
    b = round(b, c, choose(c, d, a), 0xfd469501, v128.load(w, 112), 22);
    a = round(a, b, choose(b, c, d), 0x698098d8, v128.load(w, 128), 7);
    d = round(d, a, choose(a, b, c), 0x8b44f7af, v128.load(w, 144), 12);
    c = round(c, d, choose(d, a, b), 0xffff5bb1, v128.load(w, 160), 17);
    b = round(b, c, choose(c, d, a), 0x895cd7be, v128.load(w, 176), 22);
    a = round(a, b, choose(b, c, d), 0x6b901122, v128.load(w, 192), 7);
    d = round(d, a, choose(a, b, c), 0xfd987193, v128.load(w, 208), 12);
    c = round(c, d, choose(d, a, b), 0xa679438e, v128.load(w, 224), 17);
    b = round(b, c, choose(c, d, a), 0x49b40821, v128.load(w, 240), 22);
    a = round(a, b, choose(d, b, c), 0xf61e2562, v128.load(w, 16), 5);
    d = round(d, a, choose(c, a, b), 0xc040b340, v128.load(w, 96), 9);
    c = round(c, d, choose(b, d, a), 0x265e5a51, v128.load(w, 176), 14);
    b = round(b, c, choose(a, c, d), 0xe9b6c7aa, v128.load(w), 20);
    a = round(a, b, choose(d, b, c), 0xd62f105d, v128.load(w, 80), 5);
    d = round(d, a, choose(c, a, b), 0x02441453, v128.load(w, 160), 9);
    c = round(c, d, choose(b, d, a), 0xd8a1e681, v128.load(w, 240), 14);
    b = round(b, c, choose(a, c, d), 0xe7d3fbc8, v128.load(w, 64), 20);
    a = round(a, b, choose(d, b, c), 0x21e1cde6, v128.load(w, 144), 5);
    d = round(d, a, choose(c, a, b), 0xc33707d6, v128.load(w, 224), 9);
    c = round(c, d, choose(b, d, a), 0xf4d50d87, v128.load(w, 48), 14);
    b = round(b, c, choose(a, c, d), 0x455a14ed, v128.load(w, 128), 20);
    a = round(a, b, choose(d, b, c), 0xa9e3e905, v128.load(w, 208), 5);
    d = round(d, a, choose(c, a, b), 0xfcefa3f8, v128.load(w, 32), 9);
    c = round(c, d, choose(b, d, a), 0x676f02d9, v128.load(w, 112), 14);
    b = round(b, c, choose(a, c, d), 0x8d2a4c8a, v128.load(w, 192), 20);
    a = round(a, b, parity(b, c, d), 0xfffa3942, v128.load(w, 80), 4);
    d = round(d, a, parity(a, b, c), 0x8771f681, v128.load(w, 128), 11);
    c = round(c, d, parity(d, a, b), 0x6d9d6122, v128.load(w, 176), 16);
    b = round(b, c, parity(c, d, a), 0xfde5380c, v128.load(w, 224), 23);
    a = round(a, b, parity(b, c, d), 0xa4beea44, v128.load(w, 16), 4);
    d = round(d, a, parity(a, b, c), 0x4bdecfa9, v128.load(w, 64), 11);
    c = round(c, d, parity(d, a, b), 0xf6bb4b60, v128.load(w, 112), 16);
    b = round(b, c, parity(c, d, a), 0xbebfbc70, v128.load(w, 160), 23);
    a = round(a, b, parity(b, c, d), 0x289b7ec6, v128.load(w, 208), 4);
    d = round(d, a, parity(a, b, c), 0xeaa127fa, v128.load(w), 11);
    c = round(c, d, parity(d, a, b), 0xd4ef3085, v128.load(w, 48), 16);
    b = round(b, c, parity(c, d, a), 0x04881d05, v128.load(w, 96), 23);
    a = round(a, b, parity(b, c, d), 0xd9d4d039, v128.load(w, 144), 4);
    d = round(d, a, parity(a, b, c), 0xe6db99e5, v128.load(w, 192), 11);
    c = round(c, d, parity(d, a, b), 0x1fa27cf8, v128.load(w, 240), 16);
    b = round(b, c, parity(c, d, a), 0xc4ac5665, v128.load(w, 32), 23);
    a = round(a, b, cross(b, c, d), 0xf4292244, v128.load(w), 6);
    d = round(d, a, cross(a, b, c), 0x432aff97, v128.load(w, 112), 10);
    c = round(c, d, cross(d, a, b), 0xab9423a7, v128.load(w, 224), 15);
    b = round(b, c, cross(c, d, a), 0xfc93a039, v128.load(w, 80), 21);
    a = round(a, b, cross(b, c, d), 0x655b59c3, v128.load(w, 192), 6);
    d = round(d, a, cross(a, b, c), 0x8f0ccc92, v128.load(w, 48), 10);
    c = round(c, d, cross(d, a, b), 0xffeff47d, v128.load(w, 160), 15);
    b = round(b, c, cross(c, d, a), 0x85845dd1, v128.load(w, 16), 21);
    a = round(a, b, cross(b, c, d), 0x6fa87e4f, v128.load(w, 128), 6);
    d = round(d, a, cross(a, b, c), 0xfe2ce6e0, v128.load(w, 240), 10);
    c = round(c, d, cross(d, a, b), 0xa3014314, v128.load(w, 96), 15);
    b = round(b, c, cross(c, d, a), 0x4e0811a1, v128.load(w, 208), 21);
    a = round(a, b, cross(b, c, d), 0xf7537e82, v128.load(w, 64), 6);
    d = round(d, a, cross(a, b, c), 0xbd3af235, v128.load(w, 176), 10);
    c = round(c, d, cross(d, a, b), 0x2ad7d2bb, v128.load(w, 32), 15);
    b = round(b, c, cross(c, d, a), 0xeb86d391, v128.load(w, 144), 21);
    a = add(a, a0), b = add(b, b0), c = add(c, c0), d = add(d, d0);
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, d, 48);
}

@inline function round(a: v128, b: v128, f: v128, k: i32, word: v128, bits: i32): v128 {
  return add(b, rotateLeft(add(add(add(a, i32x4.splat(k)), word), f), bits));
}

/** Function I of RFC 1321. */
@inline function cross(b: v128, c: v128, d: v128): v128 {
  return v128.xor(c, v128.or(b, v128.not(d)));
}
