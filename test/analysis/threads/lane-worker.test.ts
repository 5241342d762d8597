import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { LaneWorkerData } from '../../../src/analysis/threads/lane-threads.ts';
import { CONTROL, LaneMemory } from '../../../src/lane/lane-memory.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

test.skipIf(!isBuilt)('a thread says when it is ready, and ends when it is told to', async () => {
  for (const file of ['analysis/threads/lane-worker.js', 'program/lane-worker.cjs']) {
    const { memory, words } = LaneMemory.create(1);
    const workerData: LaneWorkerData = { memory, thread: 1, slots: 1 };
    const worker = new Worker(join(BUILT, file), { workerData });
    const ended = new Promise(resolve => worker.on('exit', resolve));
    while (Atomics.load(words, CONTROL.ready) === 0) await new Promise(resolve => setTimeout(resolve, 1));
    Atomics.store(words, CONTROL.stop, 1);
    expect(await ended).toBe(0);
  }
});
