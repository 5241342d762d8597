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
 * Keeps the fewest inputs, small ones first, that together reach all blocks which the seeds do not. Gives their number.
 */
export async function writeCorpus<Input>({ target, inputs }: Learner<Input>): Promise<number> {
  const reached = new Reached();
  const gain = async (input: Input) => {
    reached.clear();
    await target.run(input);
    return reached.take().blocks;
  };
  for (const seed of target.seeds()) await gain(seed);
  const kept: string[] = [];
  const sized = inputs.map(input => ({ input, bytes: target.encode(input) }));
  for (const { bytes } of sized.sort((one, other) => one.bytes.length - other.bytes.length)) {
    // As it will be read again: some of a capture is not written.
    const input = target.decode(bytes);
    if (input !== null && (await gain(input)) > 0)
      kept.push(deflateRawSync(bytes, { level: 9 }).toString('base64'));
  }
  mkdirSync(FOLDER, { recursive: true });
  if (kept.length > 0) writeFileSync(pathOf(target.name), `${kept.join('\n')}\n`);
  return kept.length;
}

function pathOf(name: string): string {
  return join(FOLDER, `${name}.txt`);
}
