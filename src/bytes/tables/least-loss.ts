/**
 * The index of the entry that a full list gives up: of those that proved nothing the one nearest to the middle, so that
 * neither a flood before the right entry nor one after it takes that away. If all are proved, the one at `otherwise`.
 */
export function leastLoss<Entry>(
  entries: readonly Entry[],
  isProved: (entry: Entry) => boolean,
  otherwise: number,
): number {
  const middle = entries.length >>> 1;
  for (let away = 0; away <= middle; away++) {
    const [after, before] = [entries[middle + away], entries[middle - away]];
    if (after !== undefined && !isProved(after)) return middle + away;
    if (before !== undefined && !isProved(before)) return middle - away;
  }
  return otherwise;
}
