import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS } from '../../src/cli/parse/command-table.ts';
import { BUILT } from '../support/programs/built.ts';
import { hasTshark } from '../support/programs/tshark.ts';
import type { CommandRuns, Main } from './commands.ts';
import { loadStories, type Story } from './corpus.ts';
import { type FuzzFailure, type FuzzPlan, fuzzOne } from './fuzz.ts';
import { MUTATION_NAMES } from './input.ts';
import { noDepth } from './library.ts';
import { Watchdog } from './watchdog.ts';

const USAGE = `npm run fuzz -- [--seed S] [--runs N | --minutes M] [--only NAME] [--write FILE]

  --seed S     the seed of the first input, further ones follow (default: 1)
  --runs N     so many inputs (default: 20000)
  --minutes M  as many inputs as fit into M minutes
  --only NAME  a mutation, a capture of fixtures/, or a command that every input goes through
  --write FILE write the input that failed; further files of it are FILE.2, FILE.3`;

/** Failures after which it is not worth going on. */
const MOST_FAILURES = 20;

interface Options {
  readonly seed: number;
  readonly runs: number;
  readonly minutes: number;
  readonly only: string | null;
  readonly write: string | null;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string' },
      minutes: { type: 'string' },
      only: { type: 'string' },
      write: { type: 'string' },
    },
  });
  const numbers = [values.seed, values.runs ?? '1', values.minutes ?? '1'].map(Number);
  if (numbers.some(number => !(number >= 0))) throw new Error('a number was expected');
  return {
    seed: Number(values.seed),
    runs:
      values.runs !== undefined
        ? Number(values.runs)
        : values.minutes !== undefined
          ? Number.POSITIVE_INFINITY
          : 20_000,
    minutes: Number(values.minutes ?? Number.POSITIVE_INFINITY),
    only: values.only ?? null,
    write: values.write ?? null,
  };
}

async function fuzz(options: Options, folder: string): Promise<number> {
  const plan = await planOf(options, folder);
  const watchdog = new Watchdog();
  let until = Date.now() + 60_000 * options.minutes;
  // Interrupted, it still says how far it came.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      until = 0;
    });
  const begun = Date.now();
  let failures = 0;
  let done = 0;
  const slowest = { seed: 0, milliseconds: 0 };
  for (; done < options.runs && failures < MOST_FAILURES && Date.now() < until; done++) {
    const seed = options.seed + done;
    watchdog.note(seed);
    // Without a pause no signal would be heard.
    if (done % 100 === 0) await new Promise(resolve => setImmediate(resolve));
    const before = performance.now();
    const failure = await fuzzOne(seed, plan);
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
  print(plan, done, failures, options.seed, (Date.now() - begun) / 1000);
  note(`the slowest input took ${slowest.milliseconds.toFixed(0)} ms, seed ${slowest.seed}`);
  return failures;
}

async function planOf({ only }: Options, folder: string): Promise<FuzzPlan> {
  const stories = loadStories();
  const command = COMMANDS.some(({ name }) => name === only) ? only : null;
  checkName(only, command, stories);
  const { main } = (await import(join(BUILT, 'cli/main.js'))) as { main: Main };
  const commands: CommandRuns = {
    main,
    folder,
    processes: 40,
    tshark: hasTshark ? 10 : 0,
    counts: new Map(),
  };
  const name = command === null ? only : null;
  return { stories, only: name, command, everyCommand: 100, commands, depth: noDepth() };
}

function checkName(only: string | null, command: string | null, stories: readonly Story[]): void {
  if (only === null || command !== null || MUTATION_NAMES.includes(only)) return;
  if (stories.some(({ name }) => name.includes(only))) return;
  const names = [...MUTATION_NAMES, ...COMMANDS.map(({ name }) => name)];
  throw new Error(`--only: ${names.join(', ')} or the name of a capture was expected, '${only}' was found`);
}

function report({ input, text }: FuzzFailure, { only, write }: Options): void {
  note(`seed ${input.seed} (${input.about}): ${text}`);
  note(`again: npm run fuzz -- --seed ${input.seed} --runs 1${only === null ? '' : ` --only ${only}`}`);
  if (write === null) return;
  for (const [i, bytes] of input.files.entries()) writeFileSync(i === 0 ? write : `${write}.${i + 1}`, bytes);
}

function print(
  { depth, commands }: FuzzPlan,
  done: number,
  failures: number,
  seed: number,
  seconds: number,
): void {
  const rate = Math.round(done / Math.max(seconds, 0.001));
  const lines = [
    `${done} inputs, seeds ${seed} to ${seed + done - 1}, ${failures} failures, ${seconds.toFixed(0)} s, ${rate} a second`,
    `with SIP ${depth.withSip}, inside ESP ${depth.withProtectedSip}, with a good ICV ${depth.withIcvGood}, with a registration ${depth.withRegistration}`,
    `commands: ${counted(commands?.counts ?? new Map())}`,
    `issues (inputs with them): ${counted(depth.issues)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function counted(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort((one, other) => other[1] - one[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function note(text: string): void {
  process.stderr.write(`fuzz: ${text}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'ims-esp-fuzz-'));
try {
  process.exitCode = (await fuzz(readOptions(), folder)) > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
