import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reached } from './blocks/reached.ts';
import { readCorpus, writeCorpus } from './corpus-files.ts';
import { Fault, Learner } from './learner.ts';
import type { Target } from './targets/target.ts';
import type { Watchdog } from './watchdog.ts';

/** Failures after which it is not worth going on. */
const MOST_FAILURES = 20;

export interface LearnPlan {
  readonly targets: readonly Target<unknown>[];
  readonly seed: number;
  readonly inputs: number;
  /** Milliseconds of `Date.now()`. */
  readonly until: () => number;
  /** Where inputs that failed are put. */
  readonly failures: string;
  /** Write the corpus in the end. */
  readonly save: boolean;
  /** Is closed. */
  readonly watchdog: Watchdog;
  readonly note: (text: string) => void;
}

/** What was done. */
export interface Learned {
  readonly inputs: number;
  readonly failures: number;
  readonly reached: Reached;
  /** A line for each target. */
  readonly lines: readonly string[];
}

/** Lets targets learn in turns. */
export async function learn(plan: LearnPlan): Promise<Learned> {
  const { targets, note } = plan;
  const learners = targets.map((target, i) => new Learner(target, new Reached(), plan.seed + i));
  // Of CPU time: the machine has other things to do.
  const seconds = learners.map(() => 0);
  const run = new Run(plan);
  for (const learner of learners) await run.guarded(learner, () => learner.begin(readCorpus(learner.target)));
  const known = learners.reduce((sum, { inputsRun }) => sum + inputsRun, 0);
  note(`${known} inputs are known`);
  let said = Date.now();
  while (run.goesOn(learners))
    for (const [i, learner] of learners.entries()) {
      const begun = process.cpuUsage();
      for (let turn = 0; turn < learner.target.turn && run.goesOn(learners); turn++)
        await run.guarded(learner, () => learner.step());
      const { user, system } = process.cpuUsage(begun);
      seconds[i] = (seconds[i] as number) + (user + system) / 1e6;
      // Without a pause no signal would be heard.
      await new Promise(resolve => setImmediate(resolve));
      if (Date.now() - said < 60_000) continue;
      said = Date.now();
      const { blocks, functions } = together(learners).figures();
      note(
        `${count(learners)} inputs, ${blocks} blocks and ${functions} functions reached, ${run.failures} failures`,
      );
    }
  const lines = learners.map((learner, i) => lineOf(learner, seconds[i] as number));
  // Runs once more what was learned, so it comes last.
  const reached = together(learners);
  // What runs now has run before.
  await plan.watchdog.close();
  if (plan.save && run.failures === 0)
    for (const learner of learners) note(`${learner.target.name}: ${await writeCorpus(learner)} inputs kept`);
  return { inputs: count(learners), failures: run.failures, reached, lines };
}

class Run {
  failures = 0;
  readonly #plan: LearnPlan;
  readonly #known = new Set<string>();
  #steps = 0;

  constructor(plan: LearnPlan) {
    this.#plan = plan;
  }

  goesOn(learners: readonly Learner<unknown>[]): boolean {
    const { inputs, until } = this.#plan;
    return this.failures < MOST_FAILURES && count(learners) < inputs && Date.now() < until();
  }

  /** Reports what fails, each place in the code once. */
  async guarded({ target }: Learner<unknown>, act: () => Promise<void>): Promise<void> {
    this.#plan.watchdog.note(++this.#steps);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      // What checks has no place of its own.
      const place = /\n\s+at (?![^\n]*\/checks\.ts)[^\n]*/.exec(error.message)?.[0] ?? error.message;
      if (this.#known.has(place)) return;
      this.#known.add(place);
      this.failures++;
      this.#report(target, error);
    }
  }

  #report(target: Target<unknown>, { input, message }: Fault): void {
    const { failures, note } = this.#plan;
    const bytes = target.encode(input);
    const path = join(
      failures,
      `${target.name}-${createHash('sha1').update(bytes).digest('hex').slice(0, 12)}`,
    );
    mkdirSync(failures, { recursive: true });
    writeFileSync(path, bytes);
    note(`${target.name}: ${message}`);
    note(`again: npm run fuzz -- --target ${target.name} --replay ${path}`);
  }
}

function count(learners: readonly Learner<unknown>[]): number {
  return learners.reduce((sum, { inputsRun }) => sum + inputsRun, 0);
}

function together(learners: readonly Learner<unknown>[]): Reached {
  const all = new Reached();
  for (const { reached } of learners) all.add(reached);
  return all;
}

function lineOf({ target, inputs, inputsRun, reached, slowest }: Learner<unknown>, seconds: number): string {
  const { blocks, functions } = reached.figures();
  const rate = Math.round(inputsRun / Math.max(seconds, 0.001));
  return [
    target.name.padEnd(16),
    `${inputsRun} inputs`.padStart(17),
    `${rate} a second`.padStart(17),
    `${inputs.length} kept`.padStart(11),
    `${blocks} blocks`.padStart(13),
    `${functions} functions`.padStart(16),
    `slowest ${slowest.milliseconds.toFixed(0)} ms`.padStart(17),
  ].join('');
}
