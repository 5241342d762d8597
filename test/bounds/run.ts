import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grouped, markdownTable, mebibytes, seconds } from '../bench/measure/markdown.ts';
import { canMeasure } from '../bench/measure/process-run.ts';
import { ATTACKS, type Attack, ORDINARY } from './attacks.ts';
import { HOSTILE_RUNS, type HostileRun } from './hostile-runs.ts';

/*
 * `npm run bounds -- [COUNT [NAME]]`: what captures take that are made to hurt, each with so many of one thing (default:
 * a million), fed through a pipe; then what other files and options take. Writes a table; the first row is an ordinary
 * capture. NAME: only those whose name contains it.
 */

const FEED = fileURLToPath(new URL('./feed.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../../bin/ims-esp.js', import.meta.url));

function row(attack: Attack, number: number, count: number, folder: string): string[] {
  const own = Math.max(1, Math.round(count * (attack.share ?? 1)));
  const report = join(folder, 'resources.txt');
  const size = join(folder, 'size.txt');
  const command = `"$NODE" "$FEED" ${number} ${own} 2>"$SIZE" | /usr/bin/time -f '%U %S %M' -o "$REPORT" "$NODE" "$PROGRAM" decode -q -T json - >/dev/null 2>&1`;
  const environment = { NODE: process.execPath, FEED, PROGRAM, REPORT: report, SIZE: size };
  spawnSync('sh', ['-c', command], { env: { ...process.env, ...environment } });
  return [attack.name, grouped(own), mebibytes(Number(readFileSync(size, 'utf8'))), ...resources(report)];
}

/** CPU and peak memory from what GNU time wrote. */
function resources(report: string): string[] {
  const numbers = readFileSync(report, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const [user = 0, system = 0, kibibytes = 0] = numbers;
  return [seconds(user + system), mebibytes(kibibytes * 1024)];
}

/** Runs a command line with 256 open files at most. */
function hostileRow({ name, count, prepare }: HostileRun, folder: string): string[] {
  const own = mkdtempSync(join(folder, 'run-'));
  const args = prepare(own, count);
  const bytes = readdirSync(own).reduce((sum, file) => sum + statSync(join(own, file)).size, 0);
  const report = join(folder, 'resources.txt');
  const command = `ulimit -n 256; exec /usr/bin/time -f '%U %S %M' -o "$REPORT" "$NODE" "$PROGRAM" "$@" >/dev/null 2>&1`;
  const environment = { NODE: process.execPath, PROGRAM, REPORT: report };
  spawnSync('sh', ['-c', command, 'sh', ...args], { env: { ...process.env, ...environment } });
  rmSync(own, { recursive: true });
  return [name, grouped(count), mebibytes(bytes), ...resources(report)];
}

const [counted = '1000000', part = ''] = process.argv.slice(2);
const count = Number(counted);
if (!canMeasure() || !(count > 0)) throw new Error('Linux with GNU time, and a number above 0, are needed');
const folder = mkdtempSync(join(tmpdir(), 'ims-esp-bounds-'));
try {
  const measured: [name: string, measure: () => string[]][] = [
    ...[ORDINARY, ...ATTACKS].map((attack, i): [string, () => string[]] => [
      attack.name,
      () => row(attack, i - 1, count, folder),
    ]),
    ...HOSTILE_RUNS.map((run): [string, () => string[]] => [run.name, () => hostileRow(run, folder)]),
  ];
  const rows = measured
    .filter(([name]) => name.includes(part))
    .map(([name, measure]) => {
      process.stderr.write(`bounds: ${name}`);
      const row = measure();
      process.stderr.write(`: ${row.slice(1).join(', ')}\n`);
      return row;
    });
  process.stdout.write(markdownTable(['capture', 'count', 'size', 'CPU', 'peak memory'], rows));
} finally {
  rmSync(folder, { recursive: true });
}
