import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../../src/cli/main.ts';
import { COMMANDS } from '../../src/cli/parse/command-table.ts';
import { ROOT } from '../support/programs/root.ts';
import { hasTshark } from '../support/programs/tshark.ts';
import { type Figures, Reached } from './blocks/reached.ts';
import { totalFigures } from './blocks/total.ts';
import type { CommandRuns } from './commands.ts';
import { loadStories, type Story } from './corpus.ts';
import { type FuzzFailure, type FuzzPlan, fuzzOne } from './fuzz.ts';
import { MUTATION_NAMES } from './input.ts';
import { learn } from './learn.ts';
import { noDepth } from './library.ts';
import { allTargets } from './targets/targets.ts';
import { Watchdog } from './watchdog.ts';

const USAGE = `npm run fuzz -- [--inputs N | --seconds S] [--seed S] [--target NAME] [--save]
npm run fuzz -- --target NAME --replay FILE
npm run fuzz -- --blind [--inputs N | --seconds S] [--seed S] [--only NAME] [--write FILE]

  --inputs N    so many inputs (default: 1000000; with --blind 20000)
  --seconds S   as many inputs as fit into S seconds
  --seed S      other inputs (default: 1); with --blind the seed of the first input, further ones follow
  --target NAME only this target (see test/fuzz/targets/targets.ts)
  --save        write what was learned to test/fuzz/corpus
  --replay FILE only this input, as it was written for a failure
  --blind       captures only, without learning: each input follows from its seed alone
  --only NAME   a mutation, a capture of fixtures/, or a command that every input goes through
  --write FILE  write the input that failed; further files of it are FILE.2, FILE.3`;

/** Failures after which it is not worth going on. */
const MOST_FAILURES = 20;

interface Options {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly target: string | null;
  readonly replay: string | null;
  readonly save: boolean;
  readonly blind: boolean;
  readonly only: string | null;
  readonly write: string | null;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      inputs: { type: 'string' },
      seconds: { type: 'string' },
      target: { type: 'string' },
      replay: { type: 'string' },
      save: { type: 'boolean', default: false },
      blind: { type: 'boolean', default: false },
      only: { type: 'string' },
      write: { type: 'string' },
    },
  });
  const numbers = [values.seed, values.inputs ?? '1', values.seconds ?? '1'].map(Number);
  if (numbers.some(number => !(number >= 0))) throw new Error('a number was expected');
  const most = values.seconds !== undefined ? Number.POSITIVE_INFINITY : values.blind ? 20_000 : 1_000_000;
  return {
    seed: Number(values.seed),
    inputs: values.inputs !== undefined ? Number(values.inputs) : most,
    seconds: Number(values.seconds ?? Number.POSITIVE_INFINITY),
    target: values.target ?? null,
    replay: values.replay ?? null,
    save: values.save,
    blind: values.blind,
    only: values.only ?? null,
    write: values.write ?? null,
  };
}

/** Until when; at once after an interruption, so that it still says how far it came. */
function deadline(seconds: number): () => number {
  let until = Date.now() + 1000 * seconds;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      until = 0;
    });
  return () => until;
}

function commandRuns(folder: string): CommandRuns {
  return { main, folder, processes: 40, tshark: hasTshark ? 10 : 0, counts: new Map() };
}

/** The mode that learns. Gives the number of failures. */
async function learning(options: Options, folder: string): Promise<number> {
  const all = allTargets(commandRuns(folder));
  const targets = all.filter(({ name }) => options.target === null || name === options.target);
  if (targets.length === 0)
    throw new Error(
      `--target: ${all.map(({ name }) => name).join(', ')} was expected, '${options.target}' was found`,
    );
  if (options.replay !== null) {
    const [target] = targets;
    const input = target?.decode(new Uint8Array(readFileSync(options.replay)));
    await target?.run(input);
    note('all is well');
    return 0;
  }
  const until = deadline(options.seconds);
  const watchdog = new Watchdog(`the same corpus and --seed ${options.seed} come to it again`);
  const begun = Date.now();
  const { inputs, failures, reached, lines } = await learn({
    targets,
    seed: options.seed,
    inputs: options.inputs,
    until,
    failures: join(ROOT, 'build/fuzz'),
    save: options.save,
    watchdog,
    note,
  });
  const seconds = (Date.now() - begun) / 1000;
  const rate = Math.round(inputs / Math.max(seconds, 0.001));
  print([
    ...lines,
    `${inputs} inputs, ${failures} failures, ${seconds.toFixed(0)} s, ${rate} a second`,
    await reachedText(reached),
  ]);
  return failures;
}

/** The mode in which an input follows from its seed. Gives the number of failures. */
async function blind(options: Options, folder: string): Promise<number> {
  const plan = blindPlan(options, folder);
  const until = deadline(options.seconds);
  const watchdog = new Watchdog('npm run fuzz -- --blind --seed NUMBER --inputs 1');
  const begun = Date.now();
  const reached = new Reached();
  reached.clear();
  let failures = 0;
  let done = 0;
  const slowest = { seed: 0, milliseconds: 0 };
  for (; done < options.inputs && failures < MOST_FAILURES && Date.now() < until(); done++) {
    const seed = options.seed + done;
    watchdog.note(seed);
    // Without a pause no signal would be heard.
    if (done % 100 === 0) await new Promise(resolve => setImmediate(resolve));
    const before = performance.now();
    const failure = await fuzzOne(seed, plan);
    reached.take();
    const milliseconds = performance.now() - before;
    // Said, never judged: the machine has other things to do.
    if (done > 100 && seed % plan.everyCommand !== 0 && milliseconds > slowest.milliseconds)
      Object.assign(slowest, { seed, milliseconds });
    if (failure !== null) {
      failures++;
      report(failure, options);
    }
    if ((done + 1) % 50_000 === 0) note(`${done + 1} inputs, next seed ${seed + 1}, ${failures} failures`);
  }
  await watchdog.close();
  const seconds = (Date.now() - begun) / 1000;
  const rate = Math.round(done / Math.max(seconds, 0.001));
  const { depth, commands } = plan;
  print([
    `${done} inputs, seeds ${options.seed} to ${options.seed + done - 1}, ${failures} failures, ${seconds.toFixed(0)} s, ${rate} a second`,
    `with SIP ${depth.withSip}, inside ESP ${depth.withProtectedSip}, with a good ICV ${depth.withIcvGood}, with a registration ${depth.withRegistration}`,
    `commands: ${counted(commands?.counts ?? new Map())}`,
    `issues (inputs with them): ${counted(depth.issues)}`,
    await reachedText(reached),
  ]);
  note(`the slowest input took ${slowest.milliseconds.toFixed(0)} ms, seed ${slowest.seed}`);
  return failures;
}

function blindPlan({ only }: Options, folder: string): FuzzPlan {
  const stories = loadStories();
  const command = COMMANDS.some(({ name }) => name === only) ? only : null;
  checkName(only, command, stories);
  const name = command === null ? only : null;
  return { stories, only: name, command, everyCommand: 100, commands: commandRuns(folder), depth: noDepth() };
}

function checkName(only: string | null, command: string | null, stories: readonly Story[]): void {
  if (only === null || command !== null || MUTATION_NAMES.includes(only)) return;
  if (stories.some(({ name }) => name.includes(only))) return;
  const names = [...MUTATION_NAMES, ...COMMANDS.map(({ name }) => name)];
  throw new Error(`--only: ${names.join(', ')} or the name of a capture was expected, '${only}' was found`);
}

function report({ input, text }: FuzzFailure, { only, write }: Options): void {
  note(`seed ${input.seed} (${input.about}): ${text}`);
  note(
    `again: npm run fuzz -- --blind --seed ${input.seed} --inputs 1${only === null ? '' : ` --only ${only}`}`,
  );
  if (write === null) return;
  for (const [i, bytes] of input.files.entries()) writeFileSync(i === 0 ? write : `${write}.${i + 1}`, bytes);
}

/** What was reached, by the folders of src/. */
async function reachedText(reached: Reached): Promise<string> {
  const total = totalFigures();
  const text = (name: string, all: Figures, own: Figures) =>
    `  ${name.padEnd(14)}${`${own.blocks} of ${all.blocks}`.padStart(16)}${`${own.functions} of ${all.functions}`.padStart(16)}`;
  return [
    'reached of src/:        blocks       functions',
    ...[...total].map(([folder, all]) => text(folder || 'all', all, reached.figures(folder))),
  ].join('\n');
}

function counted(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort((one, other) => other[1] - one[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function note(text: string): void {
  process.stderr.write(`fuzz: ${text}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'ims-esp-fuzz-'));
try {
  const options = readOptions();
  const failures = await (options.blind ? blind(options, folder) : learning(options, folder));
  process.exitCode = failures > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).stack}\n\n${USAGE}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
