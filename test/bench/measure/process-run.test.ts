import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Command, canMeasure, measure, runTimed } from './process-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function script(text: string, environment: Record<string, string> = {}): Command {
  return { program: process.execPath, args: ['-e', text], environment };
}

test.skipIf(!canMeasure())('the memory is that of the process measured', () => {
  const [small, large] = ['', 'Buffer.alloc(300 << 20, 1)'].map(text => measure(script(text), folder).peak);
  expect(small).toBeGreaterThan(10 << 20);
  expect((large ?? 0) - (small ?? 0)).toBeGreaterThan(250 << 20);
  expect(large).toBeLessThan(600 << 20);
});

test.skipIf(!canMeasure())('the CPU time is that of the process measured', () => {
  const { cpu } = measure(script('while (process.cpuUsage().user < 200_000);'), folder);
  expect(cpu).toBeGreaterThanOrEqual(0.19);
});

test('the environment is passed on, and a failure is reported with what was written about it', () => {
  const text = 'console.error("for " + process.env.REASON); process.exitCode = 3';
  expect(() => runTimed(script(text, { REASON: 'nothing' }))).toThrow(/exit code 3\nfor nothing/);
});
