import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { devNull, platform } from 'node:os';
import { join } from 'node:path';

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What one run of a process took. */
export interface ProcessRun {
  /** Seconds from before it was started until it had ended. */
  readonly wall: number;
  /** Seconds of CPU, user and system. */
  readonly cpu: number;
  /** Most memory resident at a time, in bytes. */
  readonly peak: number;
}

/** GNU time reads the resources from wait4(2): those of the measured process and nobody else. */
const GNU_TIME = '/usr/bin/time';

/** True when processes can be measured on this machine. */
export function canMeasure(): boolean {
  return platform() === 'linux' && existsSync(GNU_TIME);
}

/** Runs a command to its end, its output to the null device. `folder` is for the report of the resources. */
export function measure(command: Command, folder: string): ProcessRun {
  const report = join(folder, 'resources.txt');
  const args = ['-f', '%U %S %M', '-o', report, command.program, ...command.args];
  const wall = runTimed({ ...command, program: GNU_TIME, args });
  const [user = 0, system = 0, kibibytes = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { wall, cpu: user + system, peak: kibibytes * 1024 };
}

/** Seconds from before a command was started until it had ended, its output to the null device. */
export function runTimed({ program, args, environment }: Command): number {
  const output = openSync(devNull, 'w');
  try {
    const start = process.hrtime.bigint();
    const result = spawnSync(program, args, {
      stdio: ['ignore', output, 'pipe'],
      env: { ...process.env, ...environment },
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    assertSuccess(program, args, result);
    return seconds;
  } finally {
    closeSync(output);
  }
}

function assertSuccess(
  program: string,
  args: readonly string[],
  { status, error, stderr }: SpawnSyncReturns<Buffer>,
): void {
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}\n${stderr}`);
}
