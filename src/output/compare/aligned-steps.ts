import type { Moment } from '../../model/capture.ts';

/** One thing that happened on one side. */
export interface SideStep extends Moment {
  readonly frame: number | null;
  readonly text: string;
}

/** The same step of both sides, or one that only one of them has. */
export interface StepPair {
  readonly good: SideStep | null;
  readonly bad: SideStep | null;
}

/** Steps compared of each side: a registration has some twenty, and their pairs are looked for in a table of this size squared. */
const MOST_STEPS = 400;

/** Pairs the steps of two sides, so that as many as possible are the same but for numbers and names. */
export function alignedSteps(good: readonly SideStep[], bad: readonly SideStep[]): StepPair[] {
  const [left, right] = [good.slice(0, MOST_STEPS), bad.slice(0, MOST_STEPS)];
  const [ours, theirs] = [left.map(shapeOf), right.map(shapeOf)];
  // lengths[i][j]: pairs that can be made of what follows the first i and the first j steps.
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      (lengths[i] as Uint16Array)[j] =
        ours[i] === theirs[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: StepPair[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const isPair = i < left.length && j < right.length && ours[i] === theirs[j];
    const takesLeft = isPair || j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1));
    const takesRight = isPair || !takesLeft;
    pairs.push({
      good: takesLeft ? (left[i++] as SideStep) : null,
      bad: takesRight ? (right[j++] as SideStep) : null,
    });
  }
  return pairs;
}

/** A step without what every registration has of its own: words with numbers, addresses, nonces. */
function shapeOf({ text }: SideStep): string {
  const words = text.replace(/nonce \S+/g, 'nonce').split(/([ ,;=]+)/);
  const shape = words.map(word => (/\d/.test(word) ? '#' : word)).join('');
  return shape.replaceAll(', sent # times', '').replaceAll(', # octets', '');
}
