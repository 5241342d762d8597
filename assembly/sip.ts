import { areAddresses, isVia } from './addresses';
import { isDigit, nextSpecial, number, OPEN, QUESTION, SP } from './characters';
import { headerId } from './names';

/*
 * A table is written only if the ordinary parser (src/sip) would find just this: one message, and nothing wrong with
 * its grammar. Everything unusual ends with UNSURE, also much that is right.
 */

/** The ordinary parser has to look. */
const UNSURE: i32 = -1;

/** Numbers of header names with rules (src/sip/grammar.ts): their order in src/sip/header-names.ts. */
enum Id {
  Via = 1, From, To, CallId, CSeq, Contact, MaxForwards, Expires, RetryAfter, Date, ContentType, Warning, ContentLength,
}

/** Bits of the names that have to be there, and of those that may be there only once. */
const REQUIRED: u32 = (1 << Id.Via) | (1 << Id.From) | (1 << Id.To) | (1 << Id.CallId) | (1 << Id.CSeq);
const SINGLE: u32 =
  (1 << Id.From) | (1 << Id.To) | (1 << Id.CallId) | (1 << Id.CSeq) | (1 << Id.MaxForwards) |
  (1 << Id.Expires) | (1 << Id.ContentType) | (1 << Id.ContentLength);

/** ` SIP/2.0` and `SIP/2.0 ` as they are loaded. */
const BEFORE_VERSION: u64 = 0x302e322f50495320;
const AFTER_VERSION: u64 = 0x20302e322f504953;

/** What comes before the rows of a table: end of the start line, begin of the body, two words for nothing. */
const HEAD: usize = 16;
const ROW: usize = 16;

/** Method of the request; its length is 0 in a response. */
let methodAt: usize = 0;
let methodLength: u32 = 0;
/** Content-Length, or -1 without. */
let bodyLength: i64 = -1;

/**
 * Writes the table of the SIP message that fills `length` octets at `from`; returns the number of its header fields, or
 * UNSURE. Up to 32 octets behind the message are read, and do not matter.
 */
export function sipTable(from: usize, length: u32, table: usize, capacity: i32): i32 {
  const end = from + length;
  const blank = i8x16.splat(SP);
  let line = from;
  let fields: i32 = -1;
  let seen: u32 = 0;
  bodyLength = -1;
  for (let at = from; at < end; at += 16) {
    // Signed: these are control characters and all that is not ASCII.
    let odd = i8x16.bitmask(i8x16.lt_s(v128.load(at), blank));
    while (odd != 0) {
      const stop = at + ctz(odd);
      odd &= odd - 1;
      // The LF of the line before.
      if (stop < line) continue;
      if (stop + 2 > end || load<u16>(stop) != 0x0a0d) return UNSURE;
      if (fields < 0) {
        if (!isStartLine(from, stop)) return UNSURE;
        store<u32>(table, <u32>stop);
      } else if (stop == line) {
        const body = stop + 2;
        if ((seen & REQUIRED) != REQUIRED || (bodyLength >= 0 && bodyLength != end - body)) return UNSURE;
        store<u32>(table, <u32>body, 4);
        return fields;
      } else {
        if (fields == capacity) return UNSURE;
        const id = field(line, stop, table + HEAD + <usize>fields * ROW);
        if (id < 0 || (id < 32 && (seen & SINGLE & (1 << id)) != 0)) return UNSURE;
        if (id < 32) seen |= 1 << id;
      }
      fields++;
      line = stop + 2;
    }
  }
  return UNSURE;
}

function isStartLine(from: usize, end: usize): bool {
  if (end - from < 12 || end - from > 8192) return false;
  methodLength = 0;
  if (load<u64>(from) == AFTER_VERSION) {
    const first = load<u8>(from, 8);
    if (first < 0x31 || first > 0x36) return false;
    return isDigit(load<u8>(from, 9)) && isDigit(load<u8>(from, 10)) && load<u8>(from, 11) == SP;
  }
  let at = from;
  while (load<u8>(at) >= 0x41 && load<u8>(at) <= 0x5a) at++;
  methodAt = from;
  methodLength = <u32>(at - from);
  const uri = at + 1;
  const uriEnd = end - 8;
  if (methodLength < 3 || methodLength > 32 || load<u8>(at) != SP) return false;
  if (uri >= uriEnd || load<u64>(uriEnd) != BEFORE_VERSION) return false;
  if (load<u8>(uri) == OPEN) return false;
  for (at = nextSpecial(uri, uriEnd); at < uriEnd; at = nextSpecial(at + 1, uriEnd)) {
    const c = load<u8>(at);
    if (c == SP || c == QUESTION) return false;
  }
  return true;
}

/** Writes the row of a header field; returns the number of its name, 0 for others, or UNSURE. */
function field(line: usize, end: usize, row: usize): i32 {
  const colons = i8x16.splat(0x3a);
  let found: u32 = i8x16.bitmask(i8x16.eq(v128.load(line), colons));
  if (found == 0) found = i8x16.bitmask(i8x16.eq(v128.load(line, 16), colons)) << 16;
  if (found == 0) return UNSURE;
  const length: u32 = ctz(found);
  const colon = line + length;
  if (length == 0 || colon >= end || load<u8>(line) == SP || load<u8>(colon - 1) == SP) return UNSURE;
  let start = colon + 1;
  while (start < end && load<u8>(start) == SP) start++;
  let stop = end;
  while (stop > start && load<u8>(stop - 1) == SP) stop--;
  const id = headerId(line, length);
  v128.store(row, i32x4(<i32>line, <i32>((id << 16) | length), <i32>start, <i32>stop));
  return isFine(id, start, stop) ? id : UNSURE;
}

/** Would src/sip/grammar.ts say nothing about the value? */
function isFine(id: i32, start: usize, end: usize): bool {
  switch (id) {
    case Id.Via: return isVia(start, end);
    case Id.From: case Id.To: return areAddresses(start, end, false);
    case Id.Contact: return areAddresses(start, end, true);
    case Id.CSeq: return isCSeq(start, end);
    case Id.MaxForwards: return <u64>number(start, end) <= 255;
    case Id.Expires: case Id.RetryAfter: return <u64>number(start, end) <= 0xffffffff;
    case Id.ContentLength: bodyLength = number(start, end); return bodyLength >= 0;
    case Id.Warning: return number(start, min(start + 3, end)) >= 100 && start + 3 < end && load<u8>(start, 3) == SP;
    case Id.Date: return false;
    default: return true;
  }
}

/** A number and, in a request, the method of the request. */
function isCSeq(start: usize, end: usize): bool {
  let at = start;
  while (at < end && isDigit(load<u8>(at))) at++;
  if (<u64>number(start, at) > 0x7fffffff || at == end || load<u8>(at) != SP) return false;
  while (at < end && load<u8>(at) == SP) at++;
  if (methodLength == 0) return at < end && nextSpecial(at, end) == end;
  if (end - at != methodLength) return false;
  for (let i: usize = 0; i < methodLength; i++) if (load<u8>(at + i) != load<u8>(methodAt + i)) return false;
  return true;
}
