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

/** Milliseconds after which a thread that does not answer is abandoned. */
const PATIENCE = 10_000;

/** Milliseconds between two checks of an unfinished job. */
const LOOK_MILLISECONDS = 0.1;

/** Jobs of a thread at a time: one that is in use, and those ahead of it. */
export const AHEAD = 3;

/** A thread that does ESP jobs in shared memory, in the order in which they were posted. */
export class CryptoThread {
  readonly #memory: ThreadMemory;
  readonly #worker: Worker;
  /** Openers that it knows. */
  #known = 0;
  #posted = 0;
  #taken = 0;
  #failed = false;

  constructor() {
    this.#memory = threadMemory(AHEAD + 1);
    // The compiled file is beside this one and has the same extension.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const file = new URL(`./esp-worker${extension}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: this.#memory });
    this.#worker.on('error', () => {
      this.#failed = true;
    });
  }

  /** True if it has started and not failed. */
  get ready(): boolean {
    return !this.#failed && Atomics.load(this.#memory.control, CONTROL.READY) === 1;
  }

  /** Memory for the next job; null if all of it is in use. */
  get free(): JobMemory | null {
    const { jobs } = this.#memory;
    return this.#posted - this.#taken < jobs.length ? (jobs[this.#posted % jobs.length] as JobMemory) : null;
  }

  /** Number of openers that the next job may use: the known ones and the new ones that fit into a job. */
  get openerLimit(): number {
    return this.#known + JOB_OPENERS;
  }

  /** Starts the job in the memory from `free`; `openers` are all openers. */
  post(job: JobMemory, packets: number, openers: readonly OpenerSpecification[]): void {
    const fresh = openers.slice(this.#known, this.openerLimit);
    for (const [i, opener] of fresh.entries()) writeOpener(job.openers, i, opener);
    this.#known += fresh.length;
    job.head[HEAD.PACKETS] = packets;
    job.head[HEAD.OPENERS] = fresh.length;
    Atomics.store(job.head, HEAD.STATE, STATE.POSTED);
    this.#posted++;
  }

  /** Waits for a job; false if the thread has failed and its results must not be used. */
  finish(job: JobMemory): boolean {
    for (let waited = 0; !this.#failed && waited < PATIENCE; waited += LOOK_MILLISECONDS) {
      if (Atomics.load(job.head, HEAD.STATE) === STATE.DONE) return true;
      Atomics.wait(job.head, HEAD.STATE, STATE.POSTED, LOOK_MILLISECONDS);
    }
    this.#failed = true;
    return false;
  }

  /** Frees the memory of the oldest job. */
  release(): void {
    this.#taken++;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    Atomics.store(this.#memory.control, CONTROL.STOP, 1);
    await this.#worker.terminate();
  }
}
