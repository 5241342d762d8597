import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { type Capture, type Case, generateInto } from './cases.ts';
import { withCheckout } from './checkout.ts';
import { addedTimes, type CpuProfile, STAGES, type StageTimes, stageTimes } from './measure/cpu-profile.ts';
import { cryptoFloor } from './measure/crypto-floor.ts';
import { grouped, markdownTable, mebibytes, seconds } from './measure/markdown.ts';
import { type Command, canMeasure, measure, runTimed } from './measure/process-run.ts';
import { ENOUGH, secondCore } from './measure/second-core.ts';
import { median } from './measure/statistics.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { imsEsp, ourProgram, tsharkFields, tsharkVersion, unbundled } from './programs.ts';
import { type Contestant, inTurns, ratioOf } from './turns.ts';

async function bench(options: Options, folder: string): Promise<void> {
  if (!canMeasure()) throw new Error('Linux with GNU time (/usr/bin/time) is needed');
  print(`${machine()} · ${await cores()}\n\n`);
  const { compare } = options;
  if (compare !== null) {
    await withCheckout(compare, folder, async root => {
      for (const one of options.cases)
        await withCapture(one, options, folder, capture => comparePairs(one, capture, folder, root, compare));
    });
    return;
  }
  for (const one of options.cases)
    await withCapture(one, options, folder, async capture => {
      await compareAll(one, capture, folder);
      if (options.profile) profile(capture, folder);
    });
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

/** Is there a second core at this moment? */
async function cores(): Promise<string> {
  const ratio = await secondCore();
  const meaning = ratio < ENOUGH ? ': no second core, so figures of two threads mean nothing' : '';
  return `two threads do ${ratio.toFixed(2)} times the work of one${meaning}`;
}

async function withCapture(
  { name, capture: parameters }: Case,
  { keep }: Options,
  folder: string,
  use: (capture: Capture) => Promise<void>,
): Promise<void> {
  note(`case ${name}: generating ${parameters.ues} UEs × ${parameters.pairs} pairs`);
  const capture = generateInto(folder, parameters);
  const { frames, espPackets, bytes } = capture;
  print(`**${name}**: ${grouped(parameters.ues)} UEs × ${grouped(parameters.pairs)} pairs, `);
  print(`${grouped(frames)} frames, ${grouped(espPackets)} in ESP, ${mebibytes(bytes)}\n\n`);
  await use(capture);
  if (!keep) rmSync(capture.path);
}

async function compareAll(one: Case, capture: Capture, folder: string): Promise<void> {
  const ours = one.programs.map(name => ({
    ...ourProgram(name, capture.path, folder),
    limit: one.runs,
  }));
  const tshark =
    one.tsharkRuns > 0 && tsharkVersion() !== null
      ? [{ ...tsharkFields(capture.path, folder), limit: one.tsharkRuns }]
      : [];
  const contestants = inTurns([...ours, ...tshark], one.runs, folder, note);
  const first = contestants[0] as Contestant;
  const rows = contestants.map(contestant => [
    ...rowOf(contestant, capture),
    contestant === first ? '1' : ratioOf(contestant.runs, first.runs).toFixed(2),
  ]);
  if (one.floor) rows.push(floorRow(one, capture, first));
  const head = ['program', 'runs', 'wall', 'CPU', 'packets/s', 'peak memory', 'wall ÷ first'];
  print(`${markdownTable(head, rows)}\n`);
  if (one.programs.includes('two threads')) print(`After it ${await cores()}.\n\n`);
}

/** Our programs by those of another commit, in turn for the same capture. */
async function comparePairs(
  one: Case,
  capture: Capture,
  folder: string,
  root: string,
  ref: string,
): Promise<void> {
  const rows = one.programs.map(name => {
    const here = ourProgram(name, capture.path, folder);
    const there = ourProgram(name, capture.path, folder, root);
    const pair = [
      { ...here, limit: one.runs },
      { ...there, label: `${there.label} of ${ref}`, limit: one.runs },
    ];
    const [ours, theirs] = inTurns(pair, one.runs, folder, note) as [Contestant, Contestant];
    const walls = [ours, theirs].map(({ runs }) => seconds(median(runs.map(({ wall }) => wall))));
    const peaks = [ours, theirs].map(({ runs }) => mebibytes(median(runs.map(({ peak }) => peak))));
    return [here.label, `${one.runs}`, ...walls, ratioOf(theirs.runs, ours.runs).toFixed(2), ...peaks];
  });
  const head = ['program', 'pairs', 'wall', `of ${ref}`, 'times as fast', 'peak memory', `of ${ref}`];
  print(`${markdownTable(head, rows)}\n`);
}

function rowOf({ label, runs }: Contestant, { frames }: Capture): string[] {
  const wall = median(runs.map(run => run.wall));
  return [
    label,
    `${runs.length}`,
    seconds(wall),
    seconds(median(runs.map(run => run.cpu))),
    grouped(frames / wall),
    mebibytes(median(runs.map(run => run.peak))),
  ];
}

function floorRow({ runs }: Case, capture: Capture, first: Contestant): string[] {
  note('the floor');
  const floor = cryptoFloor(capture.path, capture.parameters);
  const wall = median(Array.from({ length: runs }, () => floor.run()));
  const ratio = wall / median(first.runs.map(run => run.wall));
  const perSecond = grouped(floor.packets / wall);
  return ['(HMAC and AES alone)', `${runs}`, seconds(wall), '', perSecond, '', ratio.toFixed(2)];
}

function startUp(options: Options, folder: string): void {
  note('start-up');
  const capture = generateInto(folder, { ues: 2, pairs: 0 });
  const runs = options.quick ? 1 : 20;
  const commands: [string, Command][] = [
    ['node -e 0', { program: process.execPath, args: ['-e', '0'] }],
    ['ims-esp --version', imsEsp(['--version'])],
    [`ims-esp decode, ${capture.frames} packets`, imsEsp(['decode', '-q', capture.path])],
    [`ims-esp diagnose, ${capture.frames} packets`, imsEsp(['diagnose', '-q', capture.path])],
  ];
  const walls = commands.map(() => [] as number[]);
  for (let round = 0; round < runs; round++)
    for (const [i, [, command]] of commands.entries()) walls[i]?.push(runTimed(command));
  const rows = commands.map(([name], i) => {
    const own = walls[i] as number[];
    const ratio = median(own.map((wall, round) => wall / (walls[0]?.[round] as number)));
    return [name, `${(median(own) * 1000).toFixed(0)} ms`, ratio.toFixed(2)];
  });
  print(`${markdownTable(['start-up', `median of ${runs}`, 'by node -e 0'], rows)}\n`);
  if (!options.keep) rmSync(capture.path);
}

function profile(capture: Capture, folder: string): void {
  const columns = (['fields', 'json'] as const).flatMap((name, i) => {
    note(`profile ${i + 1} of 2`);
    const { command } = ourProgram(name, capture.path, folder);
    const { main, others } = profileOf(unbundled(command), mkdtempSync(join(folder, 'profile-')));
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
    const run = measure(ourProgram('json', capture.path, folder).command, folder);
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
  const options = readOptions(process.argv.slice(2));
  keep = options.keep;
  await bench(options, folder);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
  process.exitCode = 1;
} finally {
  if (keep) note(`captures in ${folder}`);
  else rmSync(folder, { recursive: true });
}
