import { distance } from 'fastest-levenshtein';

/**
 * The name that the user probably meant: one letter away, or the start of a name, or a few letters away; null if none
 * matches.
 */
export function nearestName(wrong: string, names: readonly string[]): string | null {
  const lower = wrong.toLowerCase();
  return within(1, lower, names) ?? begun(lower, names) ?? within(3, lower, names);
}

/** The shortest name that starts with the text, if the text is more than the name of a protocol. */
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
    const letters = distance(lower, name.toLowerCase());
    if (letters < least) [best, least] = [name, letters];
  }
  return best;
}

/** `; did you mean 'NAME'?`, or nothing if no name is close. */
export function suggestion(wrong: string, names: readonly string[]): string {
  const name = nearestName(wrong, names);
  return name === null ? '' : `; did you mean '${name}'?`;
}
