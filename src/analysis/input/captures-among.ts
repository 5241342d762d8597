import type { Instant } from '../../capture/merge.ts';
import { probeCapture } from './probe.ts';

/** Files sorted by their content. */
interface SortedFiles {
  /** Captures in the order of their first frames; those without a frame come last. */
  readonly captures: readonly string[];
  /** Other files, and files that cannot be read. */
  readonly others: readonly string[];
}

/** Finds the captures among files, by their content. */
export async function capturesAmong(paths: readonly string[]): Promise<SortedFiles> {
  const captures: { path: string; first: Instant | null }[] = [];
  const others: string[] = [];
  for (const path of paths) {
    const { isCapture, first } = await probeCapture(path);
    if (isCapture) captures.push({ path, first });
    else others.push(path);
  }
  captures.sort((one, other) => compare(one.first, other.first));
  return { captures: captures.map(({ path }) => path), others };
}

function compare(one: Instant | null, other: Instant | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.seconds - other.seconds || one.nanoseconds - other.nanoseconds;
}
