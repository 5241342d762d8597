import { workerData } from 'node:worker_threads';
import type { CryptoEngine } from '../../ipsec/crypto/engine.ts';
import { loadEngine } from '../../ipsec/crypto/load-engine.ts';
import { CONTROL, LaneMemory, type SlotPlaces, STATE } from '../../lane/lane-memory.ts';
import { LaneWork } from '../../lane/lane-work.ts';
import { loadLaneWasm } from '../../lane/wasm/lane-wasm.ts';
import type { LaneWorkerData } from './lane-threads.ts';

/*
 * The body of a thread of the lane: takes posted slots, the oldest first, until it is told to stop. It looks for work
 * every fifth of a millisecond instead of being woken: on virtual machines waking a thread can cost the waker a
 * millisecond, more than a slot takes.
 */
const LOOK_MILLISECONDS = 0.2;

const { memory: shared, thread, slots } = workerData as LaneWorkerData;
const memory = new LaneMemory(shared);
const { words } = memory;
const places = Array.from({ length: slots }, (_, index) => memory.slot(index));

function workOn(engine: CryptoEngine): void {
  const wasm = loadLaneWasm(shared, memory.scratch(thread));
  if (wasm === null) return;
  const work = new LaneWork(memory, wasm, engine);
  Atomics.add(words, CONTROL.ready, 1);
  try {
    while (Atomics.load(words, CONTROL.stop) === 0) {
      const slot = takeSlot();
      if (slot === null) {
        Atomics.wait(words, CONTROL.stop, 0, LOOK_MILLISECONDS);
        continue;
      }
      work.run(slot);
      Atomics.store(words, CONTROL.state + slot.index, STATE.done);
    }
  } finally {
    // The event `exit` may come late: the other thread may be waiting for this one.
    Atomics.add(words, CONTROL.ended, 1);
  }
}

function takeSlot(): SlotPlaces | null {
  const oldest = Atomics.load(words, CONTROL.oldest);
  for (let i = 0; i < slots; i++) {
    const index = (oldest + i) % slots;
    if (Atomics.load(words, CONTROL.state + index) !== STATE.posted) continue;
    if (Atomics.compareExchange(words, CONTROL.state + index, STATE.posted, STATE.taken) === STATE.posted)
      return places[index] as SlotPlaces;
  }
  return null;
}

loadEngine('node').then(workOn);
