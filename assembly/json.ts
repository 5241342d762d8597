/*
 * Escapes as JSON.stringify makes them (ECMA-262 §25.5.2.3): two characters for what has a short form, six for other
 * control characters.
 */

/**
 * Writes the ASCII text of `length` octets at `from` to `to`, as it stands between the quotes of a JSON string. Returns
 * how many octets that are, at most six times as many; -1 if the text is not ASCII.
 */
export function escapeJson(from: usize, length: u32, to: usize): i32 {
  const quotes = i8x16.splat(0x22), backslashes = i8x16.splat(0x5c), blanks = i8x16.splat(0x20);
  const end = from + length;
  let out = to;
  let at = from;
  while (at < end) {
    if (at + 16 <= end) {
      const v = v128.load(at);
      // Signed: these are control characters and all that is not ASCII.
      const odd = v128.or(i8x16.lt_s(v, blanks), v128.or(i8x16.eq(v, quotes), i8x16.eq(v, backslashes)));
      // 16 characters are left, so at least 16 are written in the end.
      v128.store(out, v);
      const found: u32 = i8x16.bitmask(odd);
      const plain: usize = found == 0 ? 16 : ctz(found);
      at += plain;
      out += plain;
      if (found == 0) continue;
    }
    const c: u32 = load<u8>(at++);
    if (c > 0x7f) return -1;
    if (c >= 0x20 && c != 0x22 && c != 0x5c) {
      store<u8>(out++, <u8>c);
      continue;
    }
    const short = shortForm(c);
    store<u8>(out, 0x5c);
    store<u8>(out, short, 1);
    out += 2;
    if (short != 0x75) continue;
    store<u16>(out, 0x3030);
    store<u8>(out, <u8>(0x30 + (c >> 4)), 2);
    store<u8>(out, hexDigit(c & 15), 3);
    out += 4;
  }
  return <i32>(out - to);
}

/** The character after the backslash; `u` if there is no short form. */
function shortForm(c: u32): u8 {
  switch (c) {
    case 0x08: return 0x62;
    case 0x09: return 0x74;
    case 0x0a: return 0x6e;
    case 0x0c: return 0x66;
    case 0x0d: return 0x72;
    case 0x22: return 0x22;
    case 0x5c: return 0x5c;
    default: return 0x75;
  }
}

function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 0x30 + value : 0x57 + value);
}
