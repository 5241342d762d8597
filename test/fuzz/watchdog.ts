import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** Seconds without a new input after which it hangs. No input takes a hundredth of that. */
const PATIENCE = 60;

/** Ends the process when it comes to no new input for a minute: work is counted elsewhere, this is the last resort. */
export class Watchdog {
  readonly #seed = new Float64Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: this.#seed });
    this.#worker.unref();
  }

  /** The input that is looked at now. */
  note(seed: number): void {
    this.#seed[0] = seed;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

function watch(seed: Float64Array): void {
  let [last, since] = [Number.NaN, Date.now()];
  setInterval(() => {
    if (seed[0] !== last) [last, since] = [seed[0] as number, Date.now()];
    else if (Date.now() - since > 1000 * PATIENCE) {
      writeSync(2, `fuzz: seed ${last}: it hangs; npm run fuzz -- --seed ${last} --runs 1 repeats it\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
}

if (!isMainThread) watch(workerData as Float64Array);
