import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/programs/root.ts';
import { attackWith, type Outcome } from './group.ts';
import { GROUPS } from './groups.ts';

const USAGE = `npm run attack -- [--scale F] [--group NAME]

  --scale F     a share of each group, from 0 to 1 (default: 1)
  --group NAME  only groups whose name contains this`;

const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, group: { type: 'string', default: '' } },
});
const scale = Number(values.scale);
const groups = GROUPS.filter(({ name }) => name.includes(values.group));
if (!(scale > 0 && scale <= 1) || groups.length === 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}
const failed = join(ROOT, 'build/attack');
const outcomes: Outcome[] = [];
for (const group of groups) {
  const missing = group.missing?.() ?? null;
  if (missing !== null) {
    process.stdout.write(`${group.name}: left out, ${missing}\n`);
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ims-esp-attack-'));
  const begun = process.cpuUsage();
  try {
    const outcome = await attackWith(group, scale, folder, tried =>
      process.stderr.write(`attack: ${group.name}: ${tried} of ${group.count}\n`),
    );
    outcomes.push(outcome);
    report(outcome, process.cpuUsage(begun).user / 1e6);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (outcomes.some(({ failures }) => failures.length > 0)) process.exitCode = 1;

function report({ name, tried, failures }: Outcome, seconds: number): void {
  process.stdout.write(
    `${name}: ${tried} tried, ${failures.length} failures, ${seconds.toFixed(0)} s of CPU\n`,
  );
  for (const { number, text, files } of failures) {
    process.stdout.write(`  number ${number}: ${text}\n`);
    for (const { name: file, bytes } of files) {
      mkdirSync(failed, { recursive: true });
      const path = join(failed, `${name.replaceAll(' ', '-')}-${number}-${file}`);
      writeFileSync(path, bytes);
      process.stdout.write(`  input: ${path}\n`);
    }
  }
}
