import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addedTimes, type CpuProfile, STAGES, type StageTimes, stageTimes } from './cpu-profile.ts';
import { cryptoFloor } from './crypto-floor.ts';
import { grouped, markdownTable, mebibytes, seconds } from './markdown.ts';
import { type Command, canMeasure, measure, type ProcessRun, runTimed } from './process-run.ts';
import { decodeFields, decodeJson, imsEsp, tsharkFields, tsharkVersion } from './programs.ts';
import { type Capture, generateInto, QUICK_SCENARIOS, SCENARIOS, type Scenario } from './scenario.ts';
import { median } from './statistics.ts';

const USAGE = `npm run bench -- [--quick] [--only 1|1000|10000] [--profile] [--memory] [--keep]

  --quick    small captures, one run each, without tshark
  --only N   only the capture of N UEs
  --profile  also the share of each stage, from a CPU profile
  --memory   also the memory that captures of 200 MB and 2 GB take (with --quick 2 MB and 20 MB)
  --keep     leave the captures in the temporary folder and say where`;

interface Options {
  readonly scenarios: readonly Scenario[];
  readonly quick: boolean;
  readonly profile: boolean;
  readonly memory: boolean;
  readonly keep: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const { quick, only, profile, memory, keep } = values;
  const all = quick ? QUICK_SCENARIOS : SCENARIOS;
  const scenarios = all.filter((_, i) => only === undefined || `${SCENARIOS[i]?.ues}` === only);
  if (scenarios.length === 0) throw new Error(`--only: 1, 1000 or 10000 was expected, '${only}' was found`);
  return { scenarios, quick, profile, memory, keep };
}

function bench(options: Options, folder: string): void {
  if (!canMeasure()) throw new Error('Linux with GNU time (/usr/bin/time) is needed');
  print(`${machine()}\n\n`);
  for (const scenario of options.scenarios) {
    note(`generating ${scenario.ues} UEs × ${scenario.pairs} pairs`);
    const capture = generateInto(folder, scenario);
    compare(scenario, capture, folder);
    if (options.profile) profile(capture, folder);
    if (!options.keep) rmSync(capture.path);
  }
  startUp(options, folder);
  if (options.memory) memory(options, folder);
}

function machine(): string {
  const processors = cpus();
  const model = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`;
  const load = `load average before ${loadavg()[0]?.toFixed(2)}`;
  return [
    model,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    tsharkVersion() ?? 'no tshark',
    load,
  ].join(' · ');
}

/** Programs take turns, so that a machine that becomes slower or faster does so for all of them. */
function compare(scenario: Scenario, capture: Capture, folder: string): void {
  const contestants = [
    { name: 'ims-esp -T fields', command: decodeFields(capture.path), limit: scenario.runs },
    { name: 'ims-esp -T json', command: decodeJson(capture.path), limit: scenario.runs },
    ...tsharkContestant(scenario, capture, folder),
  ].map(contestant => ({ ...contestant, runs: [] as ProcessRun[] }));
  for (let round = 0; round < scenario.runs; round++)
    for (const { name, command, limit, runs } of contestants) {
      if (round >= limit) continue;
      note(`${name}, run ${round + 1} of ${limit}`);
      runs.push(measure(command, folder));
    }
  const ours = contestants[0]?.runs ?? [];
  const rows = contestants.map(({ name, runs }) => {
    const wall = median(runs.map(run => run.wall));
    return [
      name,
      `${runs.length}`,
      seconds(wall),
      seconds(median(runs.map(run => run.cpu))),
      grouped(capture.frames / wall),
      mebibytes(median(runs.map(run => run.peak))),
      ratio(runs, ours),
    ];
  });
  const { frames, espPackets, bytes } = capture;
  print(`${grouped(scenario.ues)} UEs × ${grouped(scenario.pairs)} pairs: ${grouped(frames)} frames, `);
  print(`${grouped(espPackets)} in ESP, ${mebibytes(bytes)}\n\n`);
  const head = ['program', 'runs', 'wall', 'CPU', 'packets/s', 'peak memory', 'wall ÷ ours'];
  print(`${markdownTable(head, [...rows, floorRow(scenario, capture)])}\n`);
}

function tsharkContestant(
  { tsharkRuns }: Scenario,
  capture: Capture,
  folder: string,
): { name: string; command: Command; limit: number }[] {
  if (tsharkRuns === 0 || tsharkVersion() === null) return [];
  return [{ name: 'tshark -T fields', command: tsharkFields(capture.path, folder), limit: tsharkRuns }];
}

/** Median over the rounds of this program's wall time by ours of the same round. */
function ratio(runs: readonly ProcessRun[], ours: readonly ProcessRun[]): string {
  if (runs === ours) return '1';
  const ratios = runs.map((run, round) => run.wall / (ours[round]?.wall ?? Number.NaN));
  return median(ratios).toFixed(2);
}

function floorRow(scenario: Scenario, capture: Capture): string[] {
  note('the floor');
  const floor = cryptoFloor(capture.path, capture.parameters);
  const wall = median(Array.from({ length: scenario.runs }, () => floor.run()));
  return [
    '(HMAC and AES alone)',
    `${scenario.runs}`,
    seconds(wall),
    '',
    grouped(floor.packets / wall),
    '',
    '',
  ];
}

function startUp(options: Options, folder: string): void {
  note('start-up');
  const capture = generateInto(folder, { ues: 2, pairs: 0 });
  const runs = options.quick ? 1 : 10;
  const commands: [string, Command][] = [
    ['node -e 0', { program: process.execPath, args: ['-e', '0'] }],
    ['ims-esp --version', imsEsp(['--version'])],
    [`ims-esp decode, ${capture.frames} packets`, imsEsp(['decode', '-q', capture.path])],
  ];
  const walls = commands.map(() => [] as number[]);
  for (let round = 0; round < runs; round++)
    for (const [i, [, command]] of commands.entries()) walls[i]?.push(runTimed(command));
  const rows = commands.map(([name], i) => [name, `${(median(walls[i] ?? []) * 1000).toFixed(0)} ms`]);
  print(`${markdownTable(['start-up', `median of ${runs}`], rows)}\n`);
  if (!options.keep) rmSync(capture.path);
}

function profile(capture: Capture, folder: string): void {
  const columns = [decodeFields(capture.path), decodeJson(capture.path)].flatMap((command, i) => {
    note(`profile ${i + 1} of 2`);
    const { main, others } = profileOf(command, mkdtempSync(join(folder, 'profile-')));
    const total = [...main.values(), ...others.values()].reduce((sum, time) => sum + time, 0);
    return [main, others].map(times =>
      STAGES.map(stage => `${((100 * (times.get(stage) ?? 0)) / total).toFixed(1)} %`),
    );
  });
  const rows = STAGES.map((stage, i) => [stage, ...columns.map(column => column[i] as string)]);
  const head = ['fields, main thread', 'others', 'json, main thread', 'others'];
  print(`${markdownTable(['share of CPU time', ...head], rows)}\n`);
}

/** Node writes one profile for each thread: CPU.DATE.TIME.PROCESS.THREAD.NUMBER.cpuprofile; 0 is the main thread. */
function profileOf({ program, args }: Command, profiles: string): Record<'main' | 'others', StageTimes> {
  runTimed({ program, args: ['--cpu-prof', `--cpu-prof-dir=${profiles}`, ...args] });
  const [main, others] = [true, false].map(wanted =>
    addedTimes(
      readdirSync(profiles)
        .filter(name => (name.split('.')[4] === '0') === wanted)
        .map(name => stageTimes(JSON.parse(readFileSync(join(profiles, name), 'utf8')) as CpuProfile)),
    ),
  );
  return { main: main as StageTimes, others: others as StageTimes };
}

/** Bytes of the file for one pair, about. */
const BYTES_PER_PAIR = 1467;

function memory(options: Options, folder: string): void {
  const ues = options.quick ? 10 : 100;
  const sizes = options.quick ? [2e6, 2e7] : [2e8, 2e9];
  const rows = sizes.map(size => {
    note(`memory: a capture of ${grouped(size / 1e6)} MB`);
    const capture = generateInto(folder, { ues, pairs: Math.round(size / BYTES_PER_PAIR / ues) });
    const run = measure(decodeJson(capture.path), folder);
    if (!options.keep) rmSync(capture.path);
    return [mebibytes(capture.bytes), grouped(capture.frames), seconds(run.wall), mebibytes(run.peak)];
  });
  print(`${markdownTable([`${ues} UEs, -T json`, 'frames', 'wall', 'peak memory'], rows)}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}

function note(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'ims-esp-bench-'));
let keep = false;
try {
  const options = readOptions();
  keep = options.keep;
  bench(options, folder);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 1;
} finally {
  if (keep) note(`captures in ${folder}`);
  else rmSync(folder, { recursive: true });
}
