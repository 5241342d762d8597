import { type CommandRuns, throughCommand } from './commands.ts';
import type { Story } from './corpus.ts';
import { type FuzzInput, fuzzInput } from './input.ts';
import { type Depth, throughLibrary } from './library.ts';

/** What goes through what. */
export interface FuzzPlan {
  readonly stories: readonly Story[];
  /** A mutation or a capture to make inputs with; null for any. */
  readonly only: string | null;
  /** A command that every input goes through; null for some of them through any. */
  readonly command: string | null;
  /** One input in so many goes through a command. */
  readonly everyCommand: number;
  readonly commands: CommandRuns | null;
  readonly depth: Depth;
}

/** What an input did that it must not do. */
export interface FuzzFailure {
  readonly input: FuzzInput;
  readonly text: string;
}

/** Makes the input of a seed and gives it to the library, some also to a command. Null if all is well. */
export async function fuzzOne(seed: number, plan: FuzzPlan): Promise<FuzzFailure | null> {
  const input = fuzzInput(seed, plan.stories, plan.only);
  try {
    const { inputDamaged } = await throughLibrary(input, plan.depth);
    const chosen = plan.command !== null || seed % plan.everyCommand === 0;
    const damaged = input.options.maximumFrames === undefined ? inputDamaged : null;
    if (plan.commands !== null && chosen) await throughCommand(input, damaged, plan.commands, plan.command);
    return null;
  } catch (error) {
    return { input, text: String(error instanceof Error ? error.stack : error) };
  }
}
