/** The name that was probably meant: equal but for case, or a few letters away; null if none is close. */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  const lower = wrong.toLowerCase();
  const limit = Math.min(3, Math.floor(lower.length / 4));
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
