import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { CryptoEngine } from '../../ipsec/crypto/engine.ts';
import type { SaDatabase } from '../../ipsec/sa-database.ts';
import { Lane } from '../../lane/lane.ts';
import { CONTROL, LANE_THREADS, LaneMemory, STATE } from '../../lane/lane-memory.ts';
import { LaneWork } from '../../lane/lane-work.ts';
import { hasLaneWasm, loadLaneWasm } from '../../lane/wasm/lane-wasm.ts';

/** Bytes of captures from which on threads are worth their start. */
const WORTH_THREADS = 20 * 1024 * 1024;

/** Milliseconds after which a thread that does not answer is given up: a slot takes a few, and an error costs only time. */
const PATIENCE = 1000;

/** Milliseconds between two looks at a slot in work. */
const LOOK_MILLISECONDS = 0.1;

/** Slots of a thread, so that it finds one posted whenever it looks: its looks are as far apart as one slot takes. */
const SLOTS_OF_A_THREAD = 7;

/** Most slots, for eight threads: with more, the key presumed for a packet would more often be out of date. */
const MAXIMUM_SLOTS = 32;

/** What a thread is started with. */
export interface LaneWorkerData {
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  readonly slots: number;
}

/** The memory of a lane and the threads that help it. */
export class LaneThreads {
  #memory: LaneMemory | null = null;
  readonly #slots: number;
  readonly #workers: readonly Worker[];
  #failed = false;
  #closed = false;

  /** @param threads besides the one that analyses. @param slots most chunks in the lane at a time, instead of enough. */
  constructor(threads: number, slots?: number) {
    const helpers = Math.max(0, Math.min(threads, LANE_THREADS - 1));
    this.#slots = slots ?? Math.min(MAXIMUM_SLOTS, 1 + SLOTS_OF_A_THREAD * helpers);
    this.#workers = Array.from({ length: helpers }, (_, index) => this.#start(index + 1));
  }

  /** Chunks that may be in the lane at a time: only one until a thread has started. */
  get depth(): number {
    if (this.#workers.length === 0 || this.#failed || this.#ended > 0) return 1;
    return Atomics.load(this.#shared.words, CONTROL.ready) === 0 ? 1 : this.#slots;
  }

  /** Most chunks in the lane at a time. */
  get slots(): number {
    return this.#slots;
  }

  /** The lane for one analysis; null where this platform has no WebAssembly SIMD. @param maximumKeys most keys of it. */
  lane(database: SaDatabase, engine: CryptoEngine, maximumKeys: number): Lane | null {
    if (this.#closed || !hasLaneWasm()) return null;
    const memory = this.#shared;
    const wasm = loadLaneWasm(memory.memory, memory.scratch(0));
    if (wasm === null) return null;
    const work = new LaneWork(memory, wasm, engine);
    const wait = (slot: number) => this.#wait(slot);
    return new Lane({ memory, wasm, slots: this.#slots, database, work, wait, maximumKeys });
  }

  /** Lets the threads finish what they have in hand, and begin nothing more: for who cannot wait for `close`. */
  stop(): void {
    if (this.#workers.length === 0) return;
    const { words } = this.#shared;
    Atomics.store(words, CONTROL.stop, 1);
    for (let waited = 0; waited < PATIENCE; waited += LOOK_MILLISECONDS) {
      const ended = this.#ended;
      if (ended >= Atomics.load(words, CONTROL.ready)) return;
      Atomics.wait(words, CONTROL.ended, ended, LOOK_MILLISECONDS);
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#workers.length > 0) Atomics.store(this.#shared.words, CONTROL.stop, 1);
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }

  #start(thread: number): Worker {
    // The compiled file is beside this one and has the same extension.
    const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
    const file = new URL(`./lane-worker${extension}`, import.meta.url);
    const workerData: LaneWorkerData = { memory: this.#shared.memory, thread, slots: this.#slots };
    const worker = new Worker(file, { workerData });
    const fail = () => {
      this.#failed = true;
    };
    worker.on('error', fail);
    worker.on('exit', fail);
    return worker;
  }

  /** Threads that have ended, known before their events come. */
  get #ended(): number {
    return Atomics.load(this.#shared.words, CONTROL.ended);
  }

  /** Made when it is needed first: an analysis without the lane has none. */
  get #shared(): LaneMemory {
    this.#memory ??= LaneMemory.create(this.#slots);
    return this.#memory;
  }

  #wait(slot: number): boolean {
    const { words } = this.#shared;
    const state = CONTROL.state + slot;
    for (
      let waited = 0;
      !this.#failed && this.#ended === 0 && waited < PATIENCE;
      waited += LOOK_MILLISECONDS
    ) {
      if (Atomics.load(words, state) === STATE.done) return true;
      Atomics.wait(words, state, STATE.taken, LOOK_MILLISECONDS);
    }
    this.#failed = true;
    return Atomics.load(words, state) === STATE.done;
  }
}

/**
 * Starts threads that help `analyse` with these captures: one fewer than `jobs`; none if the captures are small, cannot
 * be found or are standard input (`-`), which may be live. Give them to `analyse`, which ends them.
 */
export function startThreads(files: readonly string[], jobs: number): LaneThreads | null {
  const count = Math.min(jobs, LANE_THREADS) - 1;
  if (count < 1 || sizeOf(files) < WORTH_THREADS || !hasLaneWasm()) return null;
  return new LaneThreads(count);
}

function sizeOf(files: readonly string[]): number {
  let size = 0;
  for (const file of files) {
    if (file === '-') return 0;
    size += fileSize(file);
  }
  return size;
}

function fileSize(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // The reason is reported when the file is read.
  }
}
