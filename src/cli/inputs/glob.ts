/**
 * A test for file names by a shell pattern (POSIX.1-2017, XCU 2.13) of `*`, `?` and `[...]`, or null when the text
 * has none of them. A leading dot must be in the pattern, as in the shell.
 */
export function globMatcher(pattern: string): ((name: string) => boolean) | null {
  if (!/[*?[]/.test(pattern)) return null;
  const expression = expressionOf(pattern);
  return name => (name.startsWith('.') ? pattern.startsWith('.') : true) && expression.test(name);
}

function expressionOf(pattern: string): RegExp {
  let text = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const set = character === '[' ? bracketAt(pattern, at) : null;
    if (set !== null) {
      text += set.expression;
      at = set.last;
    } else if (character === '*') {
      // Several in a row mean the same and would take time.
      if (!text.endsWith('.*')) text += '.*';
    } else text += character === '?' ? '.' : literal(character);
  }
  return new RegExp(`^${text}$`, 'su');
}

/** The bracket expression that begins at a place; null if it does not end and stands for itself. */
function bracketAt(pattern: string, at: number): { expression: string; last: number } | null {
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const first = at + (negated ? 2 : 1);
  // A bracket that comes first is a member of the set.
  const last = pattern.indexOf(']', first + 1);
  if (last < 0) return null;
  const members = pattern.slice(first, last).replace(/[\\\]^[]/g, '\\$&');
  try {
    const expression = `[${negated ? '^' : ''}${members}]`;
    new RegExp(expression, 'u');
    return { expression, last };
  } catch {
    return null;
  }
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
