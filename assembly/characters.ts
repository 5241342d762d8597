export const SP: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const COMMA: u8 = 0x2c;
export const SEMICOLON: u8 = 0x3b;
export const OPEN: u8 = 0x3c;
export const CLOSE: u8 = 0x3e;
export const QUESTION: u8 = 0x3f;
export const BACKSLASH: u8 = 0x5c;

/** Bits of the characters of a token (RFC 3261 §25.1), from 0 and from 64 on. */
const TOKEN_LOW: u64 = 0x03ff6ca200000000;
const TOKEN_HIGH: u64 = 0x47ffffff87fffffe;

@inline export function isDigit(c: u8): bool {
  return c - 0x30 < 10;
}

export function isToken(c: u8): bool {
  return c < 128 && (((c < 64 ? TOKEN_LOW : TOKEN_HIGH) >> (c & 63)) & 1) == 1;
}

/** The decimal number that fills the text; -1 if it has another character, none at all, or more than ten. */
export function number(start: usize, end: usize): i64 {
  if (start == end || end - start > 10) return -1;
  let value: i64 = 0;
  for (let at = start; at < end; at++) {
    const c = load<u8>(at);
    if (!isDigit(c)) return -1;
    value = value * 10 + (c - 0x30);
  }
  return value;
}

/**
 * Address of the next blank, quote, comma, semicolon, angle bracket or question mark, or `end`. Up to 15 octets behind
 * `end` are read.
 */
export function nextSpecial(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const v = v128.load(at);
    const separators = v128.or(i8x16.eq(v, i8x16.splat(COMMA)), i8x16.eq(v, i8x16.splat(SEMICOLON)));
    const brackets = v128.or(i8x16.eq(v, i8x16.splat(OPEN)), i8x16.eq(v, i8x16.splat(CLOSE)));
    const others = v128.or(i8x16.eq(v, i8x16.splat(QUOTE)), i8x16.eq(v, i8x16.splat(QUESTION)));
    const blanks = i8x16.eq(v, i8x16.splat(SP));
    const found = i8x16.bitmask(v128.or(v128.or(separators, brackets), v128.or(others, blanks)));
    if (found != 0) return min(at + ctz(found), end);
  }
  return end;
}
