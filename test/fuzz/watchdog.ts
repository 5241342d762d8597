import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** Seconds without a new input after which it hangs. No input takes a hundredth of that. */
const PATIENCE = 60;

/** Ends the process when it comes to no new input for a minute: work is counted elsewhere, this is the last resort. */
export class Watchdog {
  readonly #seed = new Float64Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  /** @param again what comes to that input again; `NUMBER` stands for its number. */
  constructor(again: string) {
    const workerData: Watched = { seed: this.#seed, again };
    this.#worker = new Worker(new URL(import.meta.url), { workerData });
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

interface Watched {
  readonly seed: Float64Array;
  readonly again: string;
}

function watch({ seed, again }: Watched): void {
  let [last, since] = [Number.NaN, Date.now()];
  setInterval(() => {
    if (seed[0] !== last) [last, since] = [seed[0] as number, Date.now()];
    else if (Date.now() - since > 1000 * PATIENCE) {
      writeSync(2, `fuzz: input ${last} hangs: ${again.replace('NUMBER', `${last}`)}\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
}

if (!isMainThread) watch(workerData as Watched);
