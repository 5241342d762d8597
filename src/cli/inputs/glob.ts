/** Matches any text, also an empty one. */
const ANY = '*';

/** A part of a pattern: any text, or a test for one character. */
type Part = typeof ANY | ((character: string) => boolean);

/**
 * A test for file names by a shell pattern (POSIX.1-2017, XCU 2.13) of `*`, `?` and `[...]`, or null when the text
 * has none of them. A leading dot must be in the pattern, as in the shell.
 *
 * picomatch 4.0.7 makes a regular expression of a pattern, which backtracks: `*a*a*a*a*a*a*b` takes 7 s for a name of
 * 100 characters. Here the time is at most the length of the pattern times that of the name.
 */
export function globMatcher(pattern: string): ((name: string) => boolean) | null {
  if (!/[*?[]/.test(pattern)) return null;
  const parts = partsOf([...pattern]);
  return name => (!name.startsWith('.') || pattern.startsWith('.')) && matches(parts, [...name]);
}

/** At a mismatch the last `*` takes one more character. Earlier ones never need to. */
function matches(parts: readonly Part[], name: readonly string[]): boolean {
  let part = 0;
  let star: { readonly part: number; end: number } | null = null;
  for (let at = 0; at < name.length; ) {
    const wanted = parts[part];
    if (wanted === ANY) {
      star = { part, end: at };
      part++;
    } else if (wanted?.(name[at] as string)) {
      at++;
      part++;
    } else if (star !== null) {
      at = ++star.end;
      part = star.part + 1;
    } else return false;
  }
  return parts.slice(part).every(rest => rest === ANY);
}

function partsOf(pattern: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const set = character === '[' ? bracketAt(pattern, at) : null;
    if (set !== null) {
      parts.push(set.holds);
      at = set.last;
    } else if (character === '*') parts.push(ANY);
    else parts.push(character === '?' ? () => true : other => other === character);
  }
  return parts;
}

/**
 * The bracket expression at a place; null if it does not end or has a wrong range: then the bracket is an ordinary
 * character.
 */
function bracketAt(
  pattern: readonly string[],
  at: number,
): { holds: (character: string) => boolean; last: number } | null {
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const first = at + (negated ? 2 : 1);
  // A bracket in first place is a member of the set.
  const last = pattern.indexOf(']', first + 1);
  if (last < 0) return null;
  const ranges: (readonly [lowest: number, highest: number])[] = [];
  for (let i = first; i < last; i++) {
    const isRange = pattern[i + 1] === '-' && i + 2 < last;
    const [low, high] = [codeOf(pattern[i]), codeOf(pattern[isRange ? i + 2 : i])];
    if (low > high) return null;
    ranges.push([low, high]);
    if (isRange) i += 2;
  }
  const isMember = (code: number) => ranges.some(([low, high]) => low <= code && code <= high);
  return { holds: character => isMember(codeOf(character)) !== negated, last };
}

function codeOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0;
}
