import { BACKSLASH, CLOSE, COMMA, isToken, nextSpecial, OPEN, QUESTION, QUOTE, SEMICOLON, SP } from './characters';

/** `z9hG4bK` as it is loaded, with one octet before it. */
const COOKIE: u64 = 0x4b62344768397a00;

/** A Via without quotes and brackets, with a value between separators, and with more than the cookie in each branch. */
export function isVia(start: usize, end: usize): bool {
  for (let at = nextSpecial(start, end); at < end; at = nextSpecial(at + 1, end)) {
    const c = load<u8>(at);
    if (c == QUOTE || c == OPEN || c == CLOSE) return false;
    if (c == QUESTION) continue;
    if (endsWithCookie(start, at) || (c != SP && !hasValue(at + 1, end))) return false;
  }
  return !endsWithCookie(start, end);
}

/** The value of From or To, or the list of a Contact: angle brackets as they have to be, and separators with values. */
export function areAddresses(start: usize, end: usize, isList: bool): bool {
  let element = start;
  let quoted = false, parameters = false, angled = false;
  for (let at = nextSpecial(start, end); at < end; at = nextSpecial(at + 1, end)) {
    const c = load<u8>(at);
    if (c == QUOTE) {
      const isName = !parameters && !angled;
      if (isName && skipBlanks(element, at) != at) return false;
      at = closingQuote(at + 1, end);
      if (at == end) return false;
      if (isName) {
        const next = skipBlanks(at + 1, end);
        if (next == end || load<u8>(next) != OPEN) return false;
        quoted = true;
      }
    } else if (c == OPEN) {
      if (!angled && !quoted && !areTokens(element, at)) return false;
      angled = true;
      at = closingBracket(at + 1, end);
      if (at == end) return false;
    } else if (c == COMMA) {
      if (!isList || !hasValue(at + 1, end)) return false;
      element = at + 1;
      quoted = parameters = angled = false;
    } else if (c == SEMICOLON) {
      if (!hasValue(at + 1, end)) return false;
      parameters = true;
    } else if (c == QUESTION) return false;
  }
  return true;
}

/** Is there anything between a separator and the next one? */
function hasValue(from: usize, end: usize): bool {
  const at = skipBlanks(from, end);
  return at < end && load<u8>(at) != COMMA && load<u8>(at) != SEMICOLON;
}

function skipBlanks(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) == SP) at++;
  return at;
}

/** Address of the quote that ends the string, or `end`, also for a string with a backslash. */
function closingQuote(from: usize, end: usize): usize {
  for (let at = from; at < end; at++) {
    const c = load<u8>(at);
    if (c == QUOTE) return at;
    if (c == BACKSLASH) return end;
  }
  return end;
}

/** Address of the bracket that ends a URI without blanks, or `end`. */
function closingBracket(from: usize, end: usize): usize {
  for (let at = nextSpecial(from, end); at < end; at = nextSpecial(at + 1, end)) {
    const c = load<u8>(at);
    if (c == CLOSE) return at;
    if (c == SP) return end;
  }
  return end;
}

function areTokens(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) if (load<u8>(at) != SP && !isToken(load<u8>(at))) return false;
  return true;
}

function endsWithCookie(start: usize, end: usize): bool {
  return end - start >= 7 && (load<u64>(end - 8) & ~0xff) == COOKIE;
}
