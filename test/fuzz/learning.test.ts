import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS } from '../support/captures/layers.ts';
import { ROOT } from '../support/programs/root.ts';

/** Seconds that the fuzzer runs; CI gives it two minutes, on one core beside the other tests. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? '0');

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function fuzz(...argv: readonly string[]): Promise<Ended> {
  const start = join(ROOT, 'test/fuzz/blocks/start.js');
  const program = join(ROOT, 'test/fuzz/run.ts');
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['--import', start, program, ...argv],
      { cwd: ROOT },
      (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

test(
  'all targets do no harm, and learn',
  async () => {
    const { exitCode, stdout, stderr } = await fuzz(
      ...(SECONDS > 0 ? ['--seconds', `${SECONDS}`] : ['--inputs', '3500']),
    );
    expect(exitCode, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toMatch(/, 0 failures,/);
    const [, reached] = /^ +all +(\d+) of \d+/m.exec(stdout) ?? [];
    expect(Number(reached)).toBeGreaterThan(6000);
    const [, inputs, kept] = /^link +(\d+) inputs.* (\d+) kept/m.exec(stdout) ?? [];
    expect(Number(inputs)).toBeGreaterThan(100);
    // More than it begins with.
    expect(Number(kept)).toBeGreaterThan(LAYERS.length);
  },
  1000 * (SECONDS + 300),
);
