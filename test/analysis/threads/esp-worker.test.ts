import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { CONTROL, threadMemory } from '../../../src/analysis/threads/esp-jobs.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

test.skipIf(!isBuilt)('a thread says when it is ready, and ends when it is told to', async () => {
  for (const file of ['analysis/threads/esp-worker.js', 'program/esp-worker.cjs']) {
    const memory = threadMemory(1);
    const worker = new Worker(join(BUILT, file), { workerData: memory });
    const ended = new Promise(resolve => worker.on('exit', resolve));
    while (Atomics.load(memory.control, CONTROL.READY) === 0)
      await new Promise(resolve => setTimeout(resolve, 1));
    Atomics.store(memory.control, CONTROL.STOP, 1);
    expect(await ended).toBe(0);
  }
});
