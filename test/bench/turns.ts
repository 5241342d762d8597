import { measure, type ProcessRun } from './measure/process-run.ts';
import { median } from './measure/statistics.ts';
import type { Program } from './programs.ts';

/** A program with its runs so far. */
export interface Contestant extends Program {
  /** Rounds in which it takes part. */
  readonly limit: number;
  readonly runs: ProcessRun[];
}

/** Programs take turns (A B C A B C …), so that a machine that becomes slower or faster does so for all of them. */
export function inTurns(
  programs: readonly (Program & { readonly limit: number })[],
  rounds: number,
  folder: string,
  note: (text: string) => void,
): Contestant[] {
  const contestants = programs.map(program => ({ ...program, runs: [] as ProcessRun[] }));
  for (let round = 0; round < rounds; round++)
    for (const { label, command, limit, runs } of contestants) {
      if (round >= limit) continue;
      note(`${label}, run ${round + 1} of ${limit}`);
      runs.push(measure(command, folder));
    }
  return contestants;
}

/** Median over the rounds of the wall time of a program by that of another in the same round. */
export function ratioOf(runs: readonly ProcessRun[], others: readonly ProcessRun[]): number {
  return median(runs.map(({ wall }, round) => wall / (others[round]?.wall ?? Number.NaN)));
}
