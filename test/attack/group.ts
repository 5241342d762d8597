import { Failure } from '../fuzz/checks.ts';
import { Random } from '../fuzz/random.ts';

/** Keeps bytes of the input that is tried now, for the file that a failure leaves. */
export type Keep = (name: string, bytes: Uint8Array) => void;

/** One kind of attack. */
export interface Group {
  readonly name: string;
  /** How many there are at scale 1. */
  readonly count: number;
  /** Tried in one call. */
  readonly step?: number;
  /** Why it cannot run here; null if it can. */
  readonly missing?: () => string | null;
  /** Tries number `number`, and the following ones of its step. Throws for whatever is wrong. */
  readonly attack: (number: number, folder: string, keep: Keep) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** What a group came to. */
export interface Outcome {
  readonly name: string;
  readonly tried: number;
  readonly failures: readonly AttackFailure[];
}

export interface AttackFailure {
  readonly number: number;
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** Failures of a group after which it is not worth going on. */
const MOST_FAILURES = 20;

/** Fewer are not tried at any scale. */
const FEWEST = 6;

/**
 * Tries a share of a group, evenly spread over it.
 *
 * @param folder an empty one for files.
 */
export async function attackWith(
  group: Group,
  scale: number,
  folder: string,
  progress: (tried: number) => void = () => {},
): Promise<Outcome> {
  const { name, count, step = 1, attack } = group;
  const all = Math.ceil(count / step);
  const rounds = Math.min(all, Math.max(FEWEST, Math.ceil(all * scale)));
  const failures: AttackFailure[] = [];
  let tried = 0;
  for (let round = 0; round < rounds && failures.length < MOST_FAILURES; round++) {
    // Not at equal distances: what a number stands for repeats itself.
    const within = rounds === all ? 0 : new Random(round).word() / 2 ** 32;
    const number = step * Math.floor(((round + within) * all) / rounds);
    const files: { name: string; bytes: Uint8Array }[] = [];
    try {
      await attack(number, folder, (file, bytes) => files.push({ name: file, bytes }));
    } catch (error) {
      const text = error instanceof Failure ? error.message : String((error as Error).stack);
      failures.push({ number, text, files });
    }
    tried += Math.min(step, count - number);
    if (round % 1000 === 999) progress(tried);
  }
  await group.close?.();
  return { name, tried, failures };
}
