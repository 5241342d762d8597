/** The name that was probably meant: one letter away, or begun, or a few letters away; null if none is. */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  const lower = wrong.toLowerCase();
  return within(1, lower, names) ?? begun(lower, names) ?? within(3, lower, names);
}

/** The shortest name that goes on behind what was written, which is more than the name of a protocol. */
function begun(lower: string, names: readonly string[]): string | null {
  if (!/\.[^.]{2}/.test(lower)) return null;
  const longer = names.filter(name => name.toLowerCase().startsWith(lower));
  return longer.reduce<string | null>(
    (best, name) => (best && best.length <= name.length ? best : name),
    null,
  );
}

function within(most: number, lower: string, names: readonly string[]): string | null {
  const limit = Math.min(most, Math.floor(lower.length / 4));
  let best: string | null = null;
  let least = limit + 1;
  for (const name of names) {
    if (Math.abs(name.length - lower.length) >= least) continue;
    const distance = editDistance(lower, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** `; did you mean 'NAME'?`, or nothing if no name is close. */
export function suggestion(wrong: string, names: readonly string[]): string {
  const name = nearestName(wrong, names);
  return name === null ? '' : `; did you mean '${name}'?`;
}

/** Letters to insert, remove or replace (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[other.length] as number;
}
