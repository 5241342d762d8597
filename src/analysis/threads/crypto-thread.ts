import { Worker } from 'node:worker_threads';
import {
  CONTROL,
  HEAD,
  JOB_OPENERS,
  type JobMemory,
  type OpenerSpecification,
  STATE,
  type ThreadMemory,
  threadMemory,
  writeOpener,
} from './esp-jobs.ts';

/** Milliseconds after which a thread that does not answer is given up. */
const PATIENCE = 10_000;

/** Milliseconds between two looks at a job that is not done. */
const LOOK_MILLISECONDS = 0.1;

/** Jobs that a thread has at a time: one that is being used, and those it works on ahead. */
export const AHEAD = 3;

/** A thread that does ESP jobs in memory it shares with this one, in the order in which they were posted. */
export class CryptoThread {
  readonly #memory: ThreadMemory;
  readonly #worker: Worker;
  /** Openers that it has been told of. */
  #known = 0;
  #posted = 0;
  #taken = 0;
  #failed = false;

  constructor() {
    this.#memory = threadMemory(AHEAD + 1);
    // The compiled file stands beside this one and ends like it.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const file = new URL(`./esp-worker${extension}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: this.#memory });
    this.#worker.on('error', () => {
      this.#failed = true;
    });
  }

  /** True when it has started and not failed. */
  get ready(): boolean {
    return !this.#failed && Atomics.load(this.#memory.control, CONTROL.READY) === 1;
  }

  /** Memory for the next job; null while it has as many as it may. */
  get free(): JobMemory | null {
    const { jobs } = this.#memory;
    return this.#posted - this.#taken < jobs.length ? (jobs[this.#posted % jobs.length] as JobMemory) : null;
  }

  /** Openers that the next job may name: those that it knows and the new ones that fit into a job. */
  get openerLimit(): number {
    return this.#known + JOB_OPENERS;
  }

  /** Starts the job in the memory that `free` gave; `openers` are all that there are. */
  post(job: JobMemory, packets: number, openers: readonly OpenerSpecification[]): void {
    const fresh = openers.slice(this.#known, this.openerLimit);
    for (const [i, opener] of fresh.entries()) writeOpener(job.openers, i, opener);
    this.#known += fresh.length;
    job.head[HEAD.PACKETS] = packets;
    job.head[HEAD.OPENERS] = fresh.length;
    Atomics.store(job.head, HEAD.STATE, STATE.POSTED);
    this.#posted++;
  }

  /** Waits for a job; false if the thread has failed and its results are not to be used. */
  finish(job: JobMemory): boolean {
    for (let waited = 0; !this.#failed && waited < PATIENCE; waited += LOOK_MILLISECONDS) {
      if (Atomics.load(job.head, HEAD.STATE) === STATE.DONE) return true;
      Atomics.wait(job.head, HEAD.STATE, STATE.POSTED, LOOK_MILLISECONDS);
    }
    this.#failed = true;
    return false;
  }

  /** The oldest job is no longer needed: its memory is free for another. */
  release(): void {
    this.#taken++;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    Atomics.store(this.#memory.control, CONTROL.STOP, 1);
    await this.#worker.terminate();
  }
}
