import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { LEAST_MEMORY } from '../../src/analysis/limits.ts';
import { ATTACKS, type Attack, ORDINARY } from './attacks.ts';
import { workOf, writeCounted } from './work-counter.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const COUNTED = join(ROOT, 'build', 'counted');

/** Packets of the smaller capture; the other one has twice as many. */
const COUNT = 5000;

/** Of these a few thousand packets are none, or far too much. `npm run bounds` measures them. */
const LEFT_OUT = new Set([
  'gzip of zeros',
  'gzip of gzip of zeros',
  'pcapng blocks of 8 MB whose ends lie',
  'zstd of zeros',
  'zstd of zeros in one frame',
]);

let analyse: typeof import('../../src/analysis/analyse.ts').analyse;

beforeAll(async () => {
  writeCounted(join(ROOT, 'src'), COUNTED);
  ({ analyse } = await import(/* @vite-ignore */ join(COUNTED, 'analysis', 'analyse.ts')));
});

function work({ capture, share = 1 }: Attack, count: number): Promise<number> {
  const stream = ReadableStream.from(capture(Math.max(2, Math.round(count * share))));
  // Tables that are small are full early: what is to be seen is what happens then.
  return workOf(() =>
    analyse([{ name: 'x', stream }], { maximumMemory: LEAST_MEMORY, crypto: 'node', diagnose: true }),
  );
}

test('an ordinary capture takes the same each time, and twice as much for twice of it', async () => {
  // What is made once, as tables of names, is not counted.
  await work(ORDINARY, 10);
  const [once, again, twice] = [
    await work(ORDINARY, 1000),
    await work(ORDINARY, 1000),
    await work(ORDINARY, 2000),
  ];
  expect(again / once).toBeCloseTo(1, 2);
  expect(twice / once).toBeCloseTo(2, 1);
});

describe('twice the capture is at most 2.3 times the work', () => {
  test.each(ATTACKS.filter(({ name }) => !LEFT_OUT.has(name)))(
    '$name',
    { timeout: 120_000 },
    async attack => {
      const [once, twice] = [await work(attack, COUNT), await work(attack, 2 * COUNT)];
      expect(twice / once).toBeLessThan(2.3);
    },
  );
});
