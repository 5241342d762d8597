import type { Reached } from './blocks/reached.ts';
import { Random } from './random.ts';
import { type Target, wordsOf } from './targets/target.ts';

/** Inputs of a corpus that are preferred: the last ones reached what no earlier one did. */
const RECENT = 16;

/** An input that did what it must not do. */
export class Fault extends Error {
  readonly input: unknown;

  constructor(input: unknown, text: string) {
    super(text);
    this.input = input;
  }
}

/**
 * Makes inputs for a target from those that reached something new. Without counters in the code it keeps only what it
 * began with.
 */
export class Learner<Input> {
  readonly target: Target<Input>;
  readonly reached: Reached;
  /** What it began with, and what reached something new since. */
  readonly inputs: Input[] = [];
  inputsRun = 0;
  readonly slowest = { milliseconds: 0, input: null as Input | null };

  readonly #random: Random;
  #words: readonly Uint8Array[] = [];

  constructor(target: Target<Input>, reached: Reached, seed: number) {
    this.target = target;
    this.reached = reached;
    this.#random = new Random(seed);
  }

  /** Runs what is known, so that only what is new counts as new. Throws Fault. */
  async begin(corpus: readonly Input[]): Promise<void> {
    this.inputs.push(...this.target.seeds(), ...corpus);
    for (const input of this.inputs) await this.#run(input);
    this.#words = wordsOf(this.reached.literals());
  }

  /** Makes and runs one input. Throws Fault. */
  async step(): Promise<void> {
    const random = this.#random;
    const { inputs } = this;
    const recent = random.oneIn(2) ? Math.max(0, inputs.length - RECENT) : 0;
    const parent = inputs[recent + random.below(inputs.length - recent)] as Input;
    const input = this.target.mutate(parent, random.pick(inputs), this.#words, random);
    if (await this.#run(input)) inputs.push(input);
  }

  /** Did it reach something new? */
  async #run(input: Input): Promise<boolean> {
    this.reached.clear();
    this.inputsRun++;
    const begun = performance.now();
    try {
      const running = this.target.run(input);
      if (running !== undefined) await running;
    } catch (error) {
      throw new Fault(input, String(error instanceof Error ? error.stack : error));
    }
    const milliseconds = performance.now() - begun;
    if (milliseconds > this.slowest.milliseconds) Object.assign(this.slowest, { milliseconds, input });
    return this.reached.take().classes > 0;
  }
}
