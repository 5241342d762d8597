import { workerData } from 'node:worker_threads';
import type { CryptoEngine } from '../../ipsec/crypto/engine.ts';
import { loadEngine } from '../../ipsec/crypto/load-engine.ts';
import { EspJobRunner } from './esp-job-runner.ts';
import { CONTROL, HEAD, STATE, type ThreadMemory } from './esp-jobs.ts';

/*
 * The body of a crypto thread: does the jobs in the order of their memory until it is told to stop. It looks
 * for work every fifth of a millisecond instead of being woken: on virtual machines waking a thread can cost the
 * waker a millisecond, more than a job takes.
 */
const LOOK_MILLISECONDS = 0.2;

const { jobs, control } = workerData as ThreadMemory;

function work(engine: CryptoEngine): void {
  const runner = new EspJobRunner(engine);
  Atomics.store(control, CONTROL.READY, 1);

  let next = 0;
  while (Atomics.load(control, CONTROL.STOP) === 0) {
    const job = jobs[next];
    if (job === undefined) break;
    if (Atomics.load(job.head, HEAD.STATE) !== STATE.POSTED) {
      Atomics.wait(control, CONTROL.STOP, 0, LOOK_MILLISECONDS);
      continue;
    }
    runner.run(job);
    Atomics.store(job.head, HEAD.STATE, STATE.DONE);
    next = (next + 1) % jobs.length;
  }
}

loadEngine('node').then(work);
