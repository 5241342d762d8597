/*
 * Long runs of base64 digits, in both alphabets: whoever hides keys looks only at them. Up to 63 octets behind the text are
 * read, and do not matter.
 */

let runs: i32 = 0;
let pairs: usize = 0;
let room: i32 = 0;

/**
 * Writes the addresses of begin and end of each run of `least` digits or more, up to 22, in the `length` octets at `from` to
 * the address `to`. Returns how many there are; -1 if there are more than `capacity`.
 */
export function longRuns(from: usize, length: u32, least: u32, to: usize, capacity: i32): i32 {
  const end = from + length;
  runs = 0;
  pairs = to;
  room = capacity;
  // Begin of the run that goes over the end of the block before; 0: there is none.
  let begin: usize = 0;
  for (let at = from; at < end; at += 64) {
    let digits = digitsAt(at);
    if (end - at < 64) digits &= ((<u64>1) << (end - at)) - 1;
    if (digits == ~(<u64>0)) {
      if (begin == 0) begin = at;
      continue;
    }
    if (begin != 0) {
      const more = ctz(~digits);
      note(begin, at + <usize>more, least);
      begin = 0;
      digits &= ~(((<u64>1) << more) - 1);
    }
    const over = clz(~digits);
    const inner = over == 0 ? digits : digits & (((<u64>1) << (64 - over)) - 1);
    if (hasRun(inner, least)) noteAll(inner, at, least);
    if (over > 0) begin = at + 64 - <usize>over;
  }
  if (begin != 0) note(begin, end, least);
  return runs > capacity ? -1 : runs;
}

/** Is every octet of the text below 128? */
export function isAscii(from: usize, length: u32): bool {
  const end = from + length;
  let at = from;
  for (; at + 16 <= end; at += 16) if (i8x16.bitmask(v128.load(at)) != 0) return false;
  for (; at < end; at++) if (load<u8>(at) > 0x7f) return false;
  return true;
}

function note(begin: usize, end: usize, least: u32): void {
  if (end - begin < least) return;
  if (runs < room) {
    store<u32>(pairs, <u32>begin);
    store<u32>(pairs, <u32>end, 4);
    pairs += 8;
  }
  runs++;
}

/** The runs of a block that ends with none. */
function noteAll(digits: u64, at: usize, least: u32): void {
  let rest = digits;
  let base = at;
  while (rest != 0) {
    const gap = ctz(rest);
    rest >>= gap;
    base += <usize>gap;
    const length = ctz(~rest);
    note(base, base + <usize>length, least);
    rest >>= length;
    base += <usize>length;
  }
}

/** Are so many bits set in sequence, 16 to 32? */
function hasRun(bits: u64, least: u32): bool {
  let all = bits & (bits >> 1);
  all &= all >> 2;
  all &= all >> 4;
  all &= all >> 8;
  all &= all >> (least - 16);
  return all != 0;
}

/** A bit for each of 64 octets that is a digit. */
function digitsAt(at: usize): u64 {
  return (
    <u64>digits16(v128.load(at)) |
    (<u64>digits16(v128.load(at, 16)) << 16) |
    (<u64>digits16(v128.load(at, 32)) << 32) |
    (<u64>digits16(v128.load(at, 48)) << 48)
  );
}

@inline function digits16(v: v128): u32 {
  const letters = i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26));
  const decimals = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
  // `+`, `-` and `/` are odd, `,` and `.` between them are even.
  const near = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x2b)), i8x16.splat(5));
  const odd = i8x16.eq(v128.and(v, i8x16.splat(1)), i8x16.splat(1));
  const low = i8x16.eq(v, i8x16.splat(0x5f));
  return <u32>i8x16.bitmask(v128.or(v128.or(letters, decimals), v128.or(v128.and(near, odd), low))) & 0xffff;
}
