import { states, words } from './scratch';
import { add, choose, loadBlocks, majority, parity, rotateLeft } from './vectors';

/** Hashes `count` blocks of each of four lanes into `states` (FIPS 180-4 §6.1.2). */
export function sha1Blocks(p0: usize, p1: usize, p2: usize, p3: usize, count: u32): void {
  const k0 = i32x4.splat(0x5a827999), k1 = i32x4.splat(0x6ed9eba1);
  const k2 = i32x4.splat(0x8f1bbcdc), k3 = i32x4.splat(0xca62c1d6);
  const state = states();
  const w = words();
  let a = v128.load(state), b = v128.load(state, 16), c = v128.load(state, 32), d = v128.load(state, 48);
  let e = v128.load(state, 64);
  const end = (<usize>count) << 6;
  for (let at: usize = 0; at < end; at += 64) {
    loadBlocks(p0 + at, p1 + at, p2 + at, p3 + at, true);
    let w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
    let w4 = v128.load(w, 64), w5 = v128.load(w, 80), w6 = v128.load(w, 96), w7 = v128.load(w, 112);
    let w8 = v128.load(w, 128), w9 = v128.load(w, 144), w10 = v128.load(w, 160), w11 = v128.load(w, 176);
    let w12 = v128.load(w, 192), w13 = v128.load(w, 208), w14 = v128.load(w, 224), w15 = v128.load(w, 240);
    const a0 = a, b0 = b, c0 = c, d0 = d, e0 = e;
    e = round(e, a, choose(b, c, d), k0, w0), b = rotateLeft(b, 30);
    d = round(d, e, choose(a, b, c), k0, w1), a = rotateLeft(a, 30);
    c = round(c, d, choose(e, a, b), k0, w2), e = rotateLeft(e, 30);
    b = round(b, c, choose(d, e, a), k0, w3), d = rotateLeft(d, 30);
    a = round(a, b, choose(c, d, e), k0, w4), c = rotateLeft(c, 30);
    e = round(e, a, choose(b, c, d), k0, w5), b = rotateLeft(b, 30);
    d = round(d, e, choose(a, b, c), k0, w6), a = rotateLeft(a, 30);
    c = round(c, d, choose(e, a, b), k0, w7), e = rotateLeft(e, 30);
    b = round(b, c, choose(d, e, a), k0, w8), d = rotateLeft(d, 30);
    a = round(a, b, choose(c, d, e), k0, w9), c = rotateLeft(c, 30);
    e = round(e, a, choose(b, c, d), k0, w10), b = rotateLeft(b, 30);
    d = round(d, e, choose(a, b, c), k0, w11), a = rotateLeft(a, 30);
    c = round(c, d, choose(e, a, b), k0, w12), e = rotateLeft(e, 30);
    b = round(b, c, choose(d, e, a), k0, w13), d = rotateLeft(d, 30);
    a = round(a, b, choose(c, d, e), k0, w14), c = rotateLeft(c, 30);
    e = round(e, a, choose(b, c, d), k0, w15), b = rotateLeft(b, 30);
    w0 = spread(w13, w8, w2, w0), d = round(d, e, choose(a, b, c), k0, w0), a = rotateLeft(a, 30);
    w1 = spread(w14, w9, w3, w1), c = round(c, d, choose(e, a, b), k0, w1), e = rotateLeft(e, 30);
    w2 = spread(w15, w10, w4, w2), b = round(b, c, choose(d, e, a), k0, w2), d = rotateLeft(d, 30);
    w3 = spread(w0, w11, w5, w3), a = round(a, b, choose(c, d, e), k0, w3), c = rotateLeft(c, 30);
    w4 = spread(w1, w12, w6, w4), e = round(e, a, parity(b, c, d), k1, w4), b = rotateLeft(b, 30);
    w5 = spread(w2, w13, w7, w5), d = round(d, e, parity(a, b, c), k1, w5), a = rotateLeft(a, 30);
    w6 = spread(w3, w14, w8, w6), c = round(c, d, parity(e, a, b), k1, w6), e = rotateLeft(e, 30);
    w7 = spread(w4, w15, w9, w7), b = round(b, c, parity(d, e, a), k1, w7), d = rotateLeft(d, 30);
    w8 = spread(w5, w0, w10, w8), a = round(a, b, parity(c, d, e), k1, w8), c = rotateLeft(c, 30);
    w9 = spread(w6, w1, w11, w9), e = round(e, a, parity(b, c, d), k1, w9), b = rotateLeft(b, 30);
    w10 = spread(w7, w2, w12, w10), d = round(d, e, parity(a, b, c), k1, w10), a = rotateLeft(a, 30);
    w11 = spread(w8, w3, w13, w11), c = round(c, d, parity(e, a, b), k1, w11), e = rotateLeft(e, 30);
    w12 = spread(w9, w4, w14, w12), b = round(b, c, parity(d, e, a), k1, w12), d = rotateLeft(d, 30);
    w13 = spread(w10, w5, w15, w13), a = round(a, b, parity(c, d, e), k1, w13), c = rotateLeft(c, 30);
    w14 = spread(w11, w6, w0, w14), e = round(e, a, parity(b, c, d), k1, w14), b = rotateLeft(b, 30);
    w15 = spread(w12, w7, w1, w15), d = round(d, e, parity(a, b, c), k1, w15), a = rotateLeft(a, 30);
    w0 = spread(w13, w8, w2, w0), c = round(c, d, parity(e, a, b), k1, w0), e = rotateLeft(e, 30);
    w1 = spread(w14, w9, w3, w1), b = round(b, c, parity(d, e, a), k1, w1), d = rotateLeft(d, 30);
    w2 = spread(w15, w10, w4, w2), a = round(a, b, parity(c, d, e), k1, w2), c = rotateLeft(c, 30);
    w3 = spread(w0, w11, w5, w3), e = round(e, a, parity(b, c, d), k1, w3), b = rotateLeft(b, 30);
    w4 = spread(w1, w12, w6, w4), d = round(d, e, parity(a, b, c), k1, w4), a = rotateLeft(a, 30);
    w5 = spread(w2, w13, w7, w5), c = round(c, d, parity(e, a, b), k1, w5), e = rotateLeft(e, 30);
    w6 = spread(w3, w14, w8, w6), b = round(b, c, parity(d, e, a), k1, w6), d = rotateLeft(d, 30);
    w7 = spread(w4, w15, w9, w7), a = round(a, b, parity(c, d, e), k1, w7), c = rotateLeft(c, 30);
    w8 = spread(w5, w0, w10, w8), e = round(e, a, majority(b, c, d), k2, w8), b = rotateLeft(b, 30);
    w9 = spread(w6, w1, w11, w9), d = round(d, e, majority(a, b, c), k2, w9), a = rotateLeft(a, 30);
    w10 = spread(w7, w2, w12, w10), c = round(c, d, majority(e, a, b), k2, w10), e = rotateLeft(e, 30);
    w11 = spread(w8, w3, w13, w11), b = round(b, c, majority(d, e, a), k2, w11), d = rotateLeft(d, 30);
    w12 = spread(w9, w4, w14, w12), a = round(a, b, majority(c, d, e), k2, w12), c = rotateLeft(c, 30);
    w13 = spread(w10, w5, w15, w13), e = round(e, a, majority(b, c, d), k2, w13), b = rotateLeft(b, 30);
    w14 = spread(w11, w6, w0, w14), d = round(d, e, majority(a, b, c), k2, w14), a = rotateLeft(a, 30);
    w15 = spread(w12, w7, w1, w15), c = round(c, d, majority(e, a, b), k2, w15), e = rotateLeft(e, 30);
    w0 = spread(w13, w8, w2, w0), b = round(b, c, majority(d, e, a), k2, w0), d = rotateLeft(d, 30);
    w1 = spread(w14, w9, w3, w1), a = round(a, b, majority(c, d, e), k2, w1), c = rotateLeft(c, 30);
    w2 = spread(w15, w10, w4, w2), e = round(e, a, majority(b, c, d), k2, w2), b = rotateLeft(b, 30);
    w3 = spread(w0, w11, w5, w3), d = round(d, e, majority(a, b, c), k2, w3), a = rotateLeft(a, 30);
    w4 = spread(w1, w12, w6, w4), c = round(c, d, majority(e, a, b), k2, w4), e = rotateLeft(e, 30);
    w5 = spread(w2, w13, w7, w5), b = round(b, c, majority(d, e, a), k2, w5), d = rotateLeft(d, 30);
    w6 = spread(w3, w14, w8, w6), a = round(a, b, majority(c, d, e), k2, w6), c = rotateLeft(c, 30);
    w7 = spread(w4, w15, w9, w7), e = round(e, a, majority(b, c, d), k2, w7), b = rotateLeft(b, 30);
    w8 = spread(w5, w0, w10, w8), d = round(d, e, majority(a, b, c), k2, w8), a = rotateLeft(a, 30);
    w9 = spread(w6, w1, w11, w9), c = round(c, d, majority(e, a, b), k2, w9), e = rotateLeft(e, 30);
    w10 = spread(w7, w2, w12, w10), b = round(b, c, majority(d, e, a), k2, w10), d = rotateLeft(d, 30);
    w11 = spread(w8, w3, w13, w11), a = round(a, b, majority(c, d, e), k2, w11), c = rotateLeft(c, 30);
    w12 = spread(w9, w4, w14, w12), e = round(e, a, parity(b, c, d), k3, w12), b = rotateLeft(b, 30);
    w13 = spread(w10, w5, w15, w13), d = round(d, e, parity(a, b, c), k3, w13), a = rotateLeft(a, 30);
    w14 = spread(w11, w6, w0, w14), c = round(c, d, parity(e, a, b), k3, w14), e = rotateLeft(e, 30);
    w15 = spread(w12, w7, w1, w15), b = round(b, c, parity(d, e, a), k3, w15), d = rotateLeft(d, 30);
    w0 = spread(w13, w8, w2, w0), a = round(a, b, parity(c, d, e), k3, w0), c = rotateLeft(c, 30);
    w1 = spread(w14, w9, w3, w1), e = round(e, a, parity(b, c, d), k3, w1), b = rotateLeft(b, 30);
    w2 = spread(w15, w10, w4, w2), d = round(d, e, parity(a, b, c), k3, w2), a = rotateLeft(a, 30);
    w3 = spread(w0, w11, w5, w3), c = round(c, d, parity(e, a, b), k3, w3), e = rotateLeft(e, 30);
    w4 = spread(w1, w12, w6, w4), b = round(b, c, parity(d, e, a), k3, w4), d = rotateLeft(d, 30);
    w5 = spread(w2, w13, w7, w5), a = round(a, b, parity(c, d, e), k3, w5), c = rotateLeft(c, 30);
    w6 = spread(w3, w14, w8, w6), e = round(e, a, parity(b, c, d), k3, w6), b = rotateLeft(b, 30);
    w7 = spread(w4, w15, w9, w7), d = round(d, e, parity(a, b, c), k3, w7), a = rotateLeft(a, 30);
    w8 = spread(w5, w0, w10, w8), c = round(c, d, parity(e, a, b), k3, w8), e = rotateLeft(e, 30);
    w9 = spread(w6, w1, w11, w9), b = round(b, c, parity(d, e, a), k3, w9), d = rotateLeft(d, 30);
    w10 = spread(w7, w2, w12, w10), a = round(a, b, parity(c, d, e), k3, w10), c = rotateLeft(c, 30);
    w11 = spread(w8, w3, w13, w11), e = round(e, a, parity(b, c, d), k3, w11), b = rotateLeft(b, 30);
    w12 = spread(w9, w4, w14, w12), d = round(d, e, parity(a, b, c), k3, w12), a = rotateLeft(a, 30);
    w13 = spread(w10, w5, w15, w13), c = round(c, d, parity(e, a, b), k3, w13), e = rotateLeft(e, 30);
    w14 = spread(w11, w6, w0, w14), b = round(b, c, parity(d, e, a), k3, w14), d = rotateLeft(d, 30);
    w15 = spread(w12, w7, w1, w15), a = round(a, b, parity(c, d, e), k3, w15), c = rotateLeft(c, 30);
    a = add(a, a0), b = add(b, b0), c = add(c, c0), d = add(d, d0), e = add(e, e0);
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, d, 48);
  v128.store(state, e, 64);
}

@inline function round(e: v128, a: v128, f: v128, k: v128, word: v128): v128 {
  return add(add(add(e, k), add(word, f)), rotateLeft(a, 5));
}

/** The word of round t from those of rounds t-3, t-8, t-14 and t-16. */
@inline function spread(w3: v128, w8: v128, w14: v128, w16: v128): v128 {
  return rotateLeft(v128.xor(parity(w3, w8, w14), w16), 1);
}
