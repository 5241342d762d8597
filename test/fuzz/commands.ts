import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { COMMANDS, type CommandRow } from '../../src/cli/parse/command-table.ts';
import type { Terminal } from '../../src/cli/terminal/terminal.ts';
import { ROOT } from '../support/programs/root.ts';
import { Failure, holds } from './checks.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { checkPrinted, checkWritten } from './formats.ts';
import type { FuzzInput } from './input.ts';
import { Random } from './random.ts';

/** The entry of the command line, that of the sources or that of the build. */
export type Main = (argv: readonly string[], terminal: Terminal) => Promise<number>;

/** How commands are run, and how many were. */
export interface CommandRuns {
  readonly main: Main;
  /** A folder of its own for inputs and outputs, which is emptied. */
  readonly folder: string;
  /** Also as processes and through tshark: one run in so many; 0 for never. */
  readonly processes: number;
  readonly tshark: number;
  /** Runs by command and format. */
  readonly counts: Map<string, number>;
}

interface Printed {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/**
 * Gives an input to one of the commands, chosen with its format and options by the seed.
 *
 * @param damaged what the library says of the input: whether it could not be read to its end; null if it did not try.
 * @param only a command, or null for any.
 * @throws Failure for what is wrong; its message has the command line.
 */
export async function throughCommand(
  input: FuzzInput,
  damaged: boolean | null,
  runs: CommandRuns,
  only: string | null = null,
): Promise<void> {
  const random = new Random(input.seed + 0x2_0000_0000_0000);
  const rows = COMMANDS.filter(({ name }) => only === null || name === only);
  // Half of the runs are for the command with the most formats, the first.
  const row = random.oneIn(2) ? rows[0] : random.pick(rows);
  const line = commandLine(row as CommandRow, input, runs.folder, random);
  count(runs.counts, `${line.command.name} ${line.format}${'write' in line.outputs ? ' -w' : ''}`.trim());
  try {
    const printed = await inProcess(runs.main, line);
    check(line, printed, damaged);
    if (runs.tshark > 0 && random.oneIn(runs.tshark)) await checkInTshark(line, runs.counts);
    if (random.oneIn(4)) await otherEngine(runs.main, line, printed);
    if (runs.processes > 0 && random.oneIn(runs.processes)) await asProcess(line, printed, runs.counts);
  } catch (error) {
    const text = error instanceof Failure ? error.message : String((error as Error).stack);
    throw new Failure(`ims-esp ${line.argv.map(word => JSON.stringify(word)).join(' ')}: ${text}`);
  } finally {
    for (const path of Object.values(line.outputs)) rmSync(path, { recursive: true, force: true });
  }
}

function check(line: CommandLine, { exitCode, stdout, stderr }: Printed, damaged: boolean | null): void {
  const said = stderr.toString().trimEnd().split('\n').at(-1);
  const stopsEarly = line.argv.includes('-c');
  holds([0, 1, 2, 3].includes(exitCode), () => `exit code ${exitCode}: ${said}`);
  if (!line.refusable) {
    holds(exitCode !== 1, () => `a right command line is refused: ${said}`);
    // An error that was not foreseen ends with 2 as well.
    holds(exitCode !== 2 || damaged !== false, () => `exit code 2 for an input that can be read: ${said}`);
  }
  const reads = !line.refusable && !stopsEarly && damaged === true;
  holds(!reads || exitCode === 2, () => `exit code ${exitCode} for a damaged input`);
  checkPrinted(line, stdout, stderr);
  checkWritten(line);
}

async function otherEngine(main: Main, line: CommandLine, printed: Printed): Promise<void> {
  const at = line.argv.indexOf('--crypto');
  const engine = line.argv[at + 1] === 'noble' ? 'node' : 'noble';
  const rest = at < 0 ? line.argv : [...line.argv.slice(0, at), ...line.argv.slice(at + 2)];
  const again = await inProcess(main, { ...line, argv: [...rest, '--crypto', engine] });
  same(printed, again, 'the engines');
}

function same(one: Printed, other: Printed, what: string): void {
  holds(one.exitCode === other.exitCode, () => `${what} end with ${one.exitCode} and ${other.exitCode}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const [lines, others] = [one[stream].toString().split('\n'), other[stream].toString().split('\n')];
    const at = lines.findIndex((text, i) => text !== others[i]);
    holds(at < 0 && lines.length === others.length, () => `${what} print ${lines[at]} and ${others[at]}`);
  }
}

async function inProcess(main: Main, { argv, stdin }: CommandLine): Promise<Printed> {
  const [stdout, stderr] = [gathering(), gathering()];
  const input = Readable.from(stdin === null || stdin.length === 0 ? [] : [Buffer.from(stdin)], {
    objectMode: false,
  });
  const exitCode = await main(argv, { stdin: input, stdout: stdout.stream, stderr: stderr.stream });
  return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
}

function gathering(): { readonly stream: Writable; readonly bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

/** The program itself prints the same. */
async function asProcess(line: CommandLine, printed: Printed, counts: Map<string, number>): Promise<void> {
  count(counts, '(as a process)');
  const again = await run(process.execPath, [join(ROOT, 'bin/ims-esp.js'), ...line.argv], line.stdin);
  same(printed, again, 'library and process');
}

/** tshark reads a decrypted capture to its end. */
async function checkInTshark({ outputs }: CommandLine, counts: Map<string, number>): Promise<void> {
  if (outputs.write === undefined) return;
  const { exitCode, stderr } = await run('tshark', ['-n', '-r', outputs.write], null);
  const said = stderr.toString();
  // Nothing is written of an input of which nothing could be read.
  if (said.includes("doesn't exist")) return;
  count(counts, '(through tshark)');
  holds(exitCode === 0 || UNKNOWN_LINK.test(said), () => `tshark says of the decrypted capture: ${said}`);
}

/** Link types that the input has and tshark does not know. */
const UNKNOWN_LINK = /network type \d+ unknown or unsupported|isn't (a capture file in a format|supported)/;

function run(program: string, args: readonly string[], stdin: Uint8Array | null): Promise<Printed> {
  return new Promise(resolve => {
    const options = { encoding: 'buffer', timeout: 60_000, maxBuffer: 1 << 28 } as const;
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin ?? undefined);
  });
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
