import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grouped, markdownTable, mebibytes, seconds } from '../bench/measure/markdown.ts';
import { canMeasure } from '../bench/measure/process-run.ts';
import { ATTACKS, type Attack, ORDINARY } from './attacks.ts';

/*
 * `npm run bounds -- [COUNT]`: what captures take that are made to hurt, each with so many of one thing (default: a
 * million), fed through a pipe. Writes a table; the first row is an ordinary capture.
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
  const numbers = readFileSync(report, 'utf8').trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const [user = 0, system = 0, kibibytes = 0] = numbers;
  const bytes = Number(readFileSync(size, 'utf8'));
  return [attack.name, grouped(own), mebibytes(bytes), seconds(user + system), mebibytes(kibibytes * 1024)];
}

const count = Number(process.argv[2] ?? 1_000_000);
if (!canMeasure() || !(count > 0)) throw new Error('Linux with GNU time, and a number above 0, are needed');
const folder = mkdtempSync(join(tmpdir(), 'ims-esp-bounds-'));
try {
  const rows = [ORDINARY, ...ATTACKS].map((attack, i) => {
    process.stderr.write(`bounds: ${attack.name}\n`);
    return row(attack, i - 1, count, folder);
  });
  process.stdout.write(markdownTable(['capture', 'count', 'size', 'CPU', 'peak memory'], rows));
} finally {
  rmSync(folder, { recursive: true });
}
