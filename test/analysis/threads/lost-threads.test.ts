import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONTROL, type LaneMemory, STATE } from '../../../src/lane/lane-memory.ts';
import { Random } from '../../fuzz/random.ts';
import type { Chunked } from '../../lane/heard.ts';
import { laneStory } from '../../lane/lane-stories.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

/** Words of the memory that nobody else uses: a thread has met its fate; one to wait at. */
const [MET, NEVER] = [14, 15];

/** Chunks in the lane at a time: fewer than there are, because the first ones have no keys yet. */
const SLOTS = 4;

/** What a thread does when it has worked on that many slots, instead of saying so. */
const fate = { slots: 0, code: '' };

const doomed = async (original: () => Promise<typeof import('node:worker_threads')>) => {
  const actual = await original();
  class Doomed extends actual.Worker {
    constructor(_: URL, options: object) {
      const worker = pathToFileURL(join(BUILT, 'analysis/threads/lane-worker.js')).href;
      const code = `
        const store = Atomics.store;
        let left = ${fate.slots};
        Atomics.store = (words, at, value) => {
          if (value === ${STATE.done} && left-- <= 0) { store(words, ${MET}, 1); ${fate.code} }
          return store(words, at, value);
        };
        import('${worker}');`;
      super(code, { ...options, eval: true });
    }
  }
  return { ...actual, Worker: Doomed };
};

let memory: LaneMemory;
let LaneThreads: typeof import('../../../src/analysis/threads/lane-threads.ts').LaneThreads;
let heard: typeof import('../../lane/heard.ts').heard;

// Files share their modules, so these are loaded anew, with other threads.
beforeEach(async () => {
  vi.resetModules();
  vi.doMock('node:worker_threads', doomed);
  ({ LaneThreads } = await import('../../../src/analysis/threads/lane-threads.ts'));
  ({ heard } = await import('../../lane/heard.ts'));
  const lane = await import('../../../src/lane/lane-memory.ts');
  const { create } = lane.LaneMemory;
  vi.spyOn(lane.LaneMemory, 'create').mockImplementation(slots => {
    memory = create(slots);
    return memory;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.doUnmock('node:worker_threads');
  vi.resetModules();
});

/** Octets that are left of keys, packets and plaintexts. */
function secretsLeft(): number {
  const { octets } = memory;
  const parts = [octets.subarray(memory.scratch(0), memory.slot(0).rows)];
  for (let index = 0; index < SLOTS; index++) {
    const { chunk, tables } = memory.slot(index);
    parts.push(octets.subarray(chunk, tables));
  }
  return parts.reduce((sum, part) => sum + part.filter(octet => octet !== 0).length, 0);
}

/** Messages in many chunks. */
const story: Chunked = laneStory(new Random(2).bytes(400).map((octet, i) => (i < 16 ? 0 : octet % 8)));

/** After each chunk waits until a thread has taken it or no thread takes any. */
async function* slowly(chunks: AsyncIterable<Uint8Array>) {
  for (let i = 0; i < 20_000 && Atomics.load(memory.words, CONTROL.ready) === 0; i++) await turn();
  for await (const chunk of chunks) {
    yield chunk;
    for (let i = 0; i < 20; i++) await turn();
  }
}

const turn = () => new Promise(resolve => setTimeout(resolve, 0));

const FATES = [
  ['goes on', ''],
  ['throws', 'throw new Error("lost");'],
  ['exits', 'process.exit(1);'],
  ['hangs', 'for (;;);'],
  ['is slow', `Atomics.wait(words, ${NEVER}, 0, 100);`],
] as const;

describe.skipIf(!isBuilt).each([
  [1, 0],
  [3, 2],
])('of %d threads, after %d chunks', (threads, slots) => {
  test.each(FATES)('one that %s leaves the output as it was', async (_, code) => {
    const without = await heard(story, { lane: false });
    Object.assign(fate, { slots, code });
    const errors = vi.spyOn(console, 'error').mockReturnValue();
    expect(await heard(story, { threads: new LaneThreads(threads, SLOTS) }, { through: slowly })).toEqual(
      without,
    );
    expect(errors).not.toHaveBeenCalled();
    expect(memory.words[MET]).toBe(1);
    expect(secretsLeft()).toBe(0);
  });
});
