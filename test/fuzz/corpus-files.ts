import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ROOT } from '../support/programs/root.ts';
import { Reached } from './blocks/reached.ts';
import type { Learner } from './learner.ts';
import type { Target } from './targets/target.ts';

/* What was learned, kept in the repository: a file for each target, an input in each line (deflate, base64). */

const FOLDER = join(ROOT, 'test/fuzz/corpus');

/** The kept inputs of a target. */
export function readCorpus<Input>(target: Target<Input>): Input[] {
  const path = pathOf(target.name);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const inputs = lines.map(line =>
    target.decode(new Uint8Array(inflateRawSync(Buffer.from(line, 'base64')))),
  );
  return inputs.filter(input => input !== null);
}

/**
 * Keeps few inputs, as small as they can be made, that together reach the blocks which the seeds do not: those that
 * reach most for their size, as far as there is room. Gives their number.
 */
export async function writeCorpus<Input>({ target, inputs }: Learner<Input>): Promise<number> {
  const covering = await smallest(target, inputs);
  const reached = new Reached();
  for (const seed of target.seeds()) await reaches(target, seed, reached, true);
  const kept: string[] = [];
  let room = target.name === 'capture' ? ROOM_OF_CAPTURES : ROOM;
  // Where two inputs reach the same, the better one comes first.
  for (const { input, line } of covering.sort((one, other) => other.worth - one.worth)) {
    if (line.length > room || (await reaches(target, input, reached, false)) === 0) continue;
    await reaches(target, input, reached, true);
    kept.push(line);
    room -= line.length;
  }
  mkdirSync(FOLDER, { recursive: true });
  if (kept.length > 0) writeFileSync(pathOf(target.name), `${kept.join('\n')}\n`);
  return kept.length;
}

/** Characters of a corpus file. */
const ROOM = 6000;
const ROOM_OF_CAPTURES = 48_000;

interface Covering<Input> {
  readonly input: Input;
  readonly line: string;
  /** Blocks for each character. */
  readonly worth: number;
}

/** Inputs, each with less than it had, that reach all that all inputs do. */
async function smallest<Input>(target: Target<Input>, inputs: readonly Input[]): Promise<Covering<Input>[]> {
  const reached = new Reached();
  for (const seed of target.seeds()) await reaches(target, seed, reached, true);
  const covering: Covering<Input>[] = [];
  const sized = inputs.map(input => ({ input, length: target.encode(input).length }));
  for (const { input } of sized.sort((one, other) => one.length - other.length)) {
    const blocks = await reaches(target, input, reached, false);
    if (blocks === 0) continue;
    let best = input;
    for (const smaller of rounds(target, () => best))
      if ((await reaches(target, smaller, reached, false)) >= blocks) best = smaller;
    // As it will be read again: not all of a capture is written.
    const bytes = target.encode(best);
    const again = target.decode(bytes);
    if (again === null || (await reaches(target, again, reached, true)) === 0) continue;
    const line = deflateRawSync(bytes, { level: 9 }).toString('base64');
    covering.push({ input: again, line, worth: blocks / line.length });
  }
  return covering;
}

/** Smaller inputs than the best one, which changes meanwhile. */
function* rounds<Input>(target: Target<Input>, best: () => Input): Generator<Input> {
  for (let round = 0; round < 8; round++) {
    const before = best();
    for (const smaller of target.smaller(before)) {
      yield smaller;
      if (best() !== before) break;
    }
    if (best() === before) return;
  }
}

/** Blocks that an input reaches and nothing before; `keep` makes them known. */
async function reaches<Input>(
  target: Target<Input>,
  input: Input,
  reached: Reached,
  keep: boolean,
): Promise<number> {
  reached.clear();
  await target.run(input);
  return keep ? reached.take().blocks : reached.peek();
}

function pathOf(name: string): string {
  return join(FOLDER, `${name}.txt`);
}
