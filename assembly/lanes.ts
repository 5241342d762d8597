import { md5Blocks } from './md5';
import { lanes, states, tails } from './scratch';
import { sha1Blocks } from './sha1';

/** Keyed hashes (RFC 2403, RFC 2404); the numbers are those of `MAC_ALGORITHMS` in src/lane/wasm. */
const SHA1: u32 = 1;

/** One packet to verify. The caller writes rows one after another. */
@unmanaged class Row {
  /** Address of the authenticated octets. */
  start: u32;
  /** How many they are; the ICV follows them. */
  length: u32;
  /** Address of the states of its key, see `setKey`. */
  key: u32;
  /** Is written: 1 if the ICV is right, else 0. */
  verdict: u32;
}

/** What a lane hashes now. */
enum Phase { Idle, Whole, Tail, Outer }

/** One of four packets that are hashed side by side: its blocks that are left now, and where it stands. */
@unmanaged class Lane {
  at: u32;
  blocks: u32;
  phase: Phase;
  row: u32;
}

let algorithm: u32 = 0;
/** Words of the hash. */
let width: u32 = 0;
let next: usize = 0;
let last: usize = 0;

/**
 * Writes for each of `count` rows whether the ICV of its packet is right.
 *
 * Lanes go on together by as many blocks as all of them have left in their phase. One that is done takes the next row,
 * so the lengths may differ.
 */
export function verify(rows: usize, count: u32, hash: u32): void {
  begin(hash);
  next = rows;
  last = rows + (<usize>count << 4);
  let active = 0;
  for (let i: usize = 0; i < 4; i++) active += take(i);
  while (active > 0) {
    const n = commonBlocks();
    compress(position(0), position(1), position(2), position(3), n);
    for (let i: usize = 0; i < 4; i++) {
      const lane = laneAt(i);
      if (lane.phase == Phase.Idle) continue;
      lane.at += n << 6;
      lane.blocks -= n;
      if (lane.blocks == 0) active -= 1 - advance(i);
    }
  }
}

/** Writes the inner and the outer state of a key of at most 64 octets. */
export function setKey(key: usize, length: u32, to: usize, hash: u32): void {
  begin(hash);
  const inner = tails(), outer = inner + 64;
  memory.fill(inner, 0x36, 64);
  memory.fill(outer, 0x5c, 64);
  for (let i: usize = 0; i < length; i++) {
    const octet = load<u8>(key + i);
    store<u8>(inner + i, octet ^ 0x36);
    store<u8>(outer + i, octet ^ 0x5c);
  }
  initial();
  compress(inner, outer, inner, outer, 1);
  for (let i: usize = 0; i < width; i++) {
    store<u32>(to + (i << 2), word(0, i));
    store<u32>(to + ((<usize>width + i) << 2), word(1, i));
  }
}

function begin(hash: u32): void {
  algorithm = hash;
  width = hash == SHA1 ? 5 : 4;
}

function compress(p0: usize, p1: usize, p2: usize, p3: usize, count: u32): void {
  if (algorithm == SHA1) sha1Blocks(p0, p1, p2, p3, count);
  else md5Blocks(p0, p1, p2, p3, count);
}

/** The first words of SHA-1 and MD5 are the same. */
function initial(): void {
  const to = states();
  v128.store(to, i32x4.splat(0x67452301));
  v128.store(to, i32x4.splat(0xefcdab89), 16);
  v128.store(to, i32x4.splat(0x98badcfe), 32);
  v128.store(to, i32x4.splat(0x10325476), 48);
  v128.store(to, i32x4.splat(0xc3d2e1f0), 64);
}

/** Gives the lane the next row; returns 0 if there is none. */
function take(i: usize): i32 {
  const lane = laneAt(i);
  if (next == last) {
    lane.phase = Phase.Idle;
    return 0;
  }
  const row = changetype<Row>(next);
  lane.row = <u32>next;
  next += 16;
  loadState(i, row.key);
  lane.at = row.start;
  lane.blocks = row.length >> 6;
  lane.phase = Phase.Whole;
  return lane.blocks > 0 ? 1 : advance(i);
}

/** Brings a lane that has no blocks left to its next phase; returns 0 if no row is left. */
function advance(i: usize): i32 {
  const lane = laneAt(i);
  const row = changetype<Row>(<usize>lane.row);
  const tail = tails() + (i << 7);
  if (lane.phase == Phase.Outer) {
    row.verdict = isRight(i, row.start + row.length) ? 1 : 0;
    return take(i);
  }
  lane.at = <u32>tail;
  if (lane.phase == Phase.Whole) {
    const rest = row.length & 63;
    lane.blocks = rest < 56 ? 1 : 2;
    lane.phase = Phase.Tail;
    memory.copy(tail, row.start + row.length - rest, rest);
    pad(tail, rest, lane.blocks, row.length + 64);
  } else {
    lane.blocks = 1;
    lane.phase = Phase.Outer;
    for (let w: usize = 0; w < width; w++) store<u32>(tail + (w << 2), ordered(word(i, w)));
    pad(tail, width << 2, 1, 64 + (width << 2));
    loadState(i, row.key + (width << 2));
  }
  return 1;
}

/** Completes the last blocks: a one, zeros, and the length in bits, 64 bits wide (FIPS 180-4 §5.1.1, RFC 1321 §3.1). */
function pad(tail: usize, used: u32, blocks: u32, length: u32): void {
  const end = tail + (blocks << 6);
  memory.fill(tail + used, 0, end - tail - used);
  store<u8>(tail + used, 0x80);
  if (algorithm == SHA1) store<u32>(end - 4, bswap(length << 3));
  else store<u32>(end - 8, length << 3);
}

function isRight(i: usize, icv: usize): bool {
  return (
    ordered(word(i, 0)) == load<u32>(icv) &&
    ordered(word(i, 1)) == load<u32>(icv, 4) &&
    ordered(word(i, 2)) == load<u32>(icv, 8)
  );
}

/** A word of the hash as its octets stand in memory. */
@inline function ordered(value: u32): u32 {
  return algorithm == SHA1 ? bswap(value) : value;
}

@inline function word(lane: usize, i: usize): u32 {
  return load<u32>(states() + (i << 4) + (lane << 2));
}

function loadState(i: usize, from: usize): void {
  const to = states() + (i << 2);
  for (let w: usize = 0; w < width; w++) store<u32>(to + (w << 4), load<u32>(from + (w << 2)));
}

@inline function laneAt(i: usize): Lane {
  return changetype<Lane>(lanes() + (i << 4));
}

/** An idle lane hashes what another one does, and nobody looks at it. */
function position(i: usize): usize {
  const lane = laneAt(i);
  if (lane.phase != Phase.Idle) return lane.at;
  for (let k: usize = 0; k < 3; k++) if (laneAt(k).phase != Phase.Idle) return laneAt(k).at;
  return laneAt(3).at;
}

function commonBlocks(): u32 {
  let least = u32.MAX_VALUE;
  for (let i: usize = 0; i < 4; i++) {
    const lane = laneAt(i);
    if (lane.phase != Phase.Idle) least = min(least, lane.blocks);
  }
  return least;
}
