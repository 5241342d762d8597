import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canMeasure } from './measure/process-run.ts';
import { inTurns, ratioOf } from './turns.ts';

test.skipIf(!canMeasure())('programs take turns, some not in each round', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  const log = join(folder, 'log');
  const program = (label: string, limit: number) => ({
    label,
    limit,
    command: { program: 'sh', args: ['-c', `printf ${label} >> '${log}'`] },
  });
  const [a, b] = inTurns([program('a', 3), program('b', 1)], 3, folder, () => {});
  expect(readFileSync(log, 'utf8')).toBe('abaa');
  expect([a?.runs.length, b?.runs.length]).toEqual([3, 1]);
  rmSync(folder, { recursive: true });
});

test('a ratio is the median of those of the rounds', () => {
  const runs = (...walls: number[]) => walls.map(wall => ({ wall, cpu: 0, peak: 0 }));
  expect(ratioOf(runs(2, 9, 4), runs(1, 3, 1))).toBe(3);
  expect(ratioOf(runs(8), runs(2, 1, 1))).toBe(4);
});
