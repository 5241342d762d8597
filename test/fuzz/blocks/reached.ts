import { COUNTERS, type Counters, MOST_BLOCKS } from './block-counters.ts';

/** Blocks and functions of modules that were reached, and how many there are. */
export interface Figures {
  readonly blocks: number;
  readonly functions: number;
}

/** Counts of rounds as classes: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more. */
const CLASS = Uint8Array.from({ length: 256 }, (_, hits) => {
  if (hits < 4) return [0, 1, 2, 4][hits] as number;
  const bounds = [8, 16, 32, 128, 256];
  return 8 << bounds.findIndex(bound => hits < bound);
});

const counters = (globalThis as { [COUNTERS]?: Counters })[COUNTERS] ?? {
  hits: new Uint8ClampedArray(MOST_BLOCKS),
  used: 0,
  modules: [],
};

/** Four blocks at a time: nearly all have no hits. */
const words = new Uint32Array(counters.hits.buffer);

/** What a series of inputs has reached. */
export class Reached {
  /** Classes of hit counts that each block has had, a bit for each. */
  readonly #seen = new Uint8Array(MOST_BLOCKS);

  /** Forgets the hits since the last call, of whatever ran. */
  clear(): void {
    words.fill(0, 0, usedWords());
  }

  /**
   * Takes in the hits since the last call, and forgets them. Gives the number of blocks, and of blocks with a class of
   * hit counts, that were never seen before.
   */
  take(): { blocks: number; classes: number } {
    const seen = this.#seen;
    const { hits } = counters;
    const gain = { blocks: 0, classes: 0 };
    for (let i = 0, end = usedWords(); i < end; i++) {
      if (words[i] === 0) continue;
      for (let block = 4 * i; block < 4 * i + 4; block++) {
        const hit = CLASS[hits[block] as number] as number;
        const before = seen[block] as number;
        if ((hit & ~before) === 0) continue;
        gain.classes++;
        if (before === 0) gain.blocks++;
        seen[block] = before | hit;
      }
      words[i] = 0;
    }
    return gain;
  }

  /** The number of blocks among the hits since the last call that were never seen before; forgets the hits. */
  peek(): number {
    const { hits } = counters;
    let blocks = 0;
    for (let i = 0, end = usedWords(); i < end; i++) {
      if (words[i] === 0) continue;
      for (let block = 4 * i; block < 4 * i + 4; block++)
        if ((hits[block] as number) > 0 && this.#seen[block] === 0) blocks++;
      words[i] = 0;
    }
    return blocks;
  }

  /** Adds what another series has reached. */
  add(other: Reached): void {
    for (const [block, classes] of other.#seen.entries())
      if (classes > 0) this.#seen[block] = (this.#seen[block] as number) | classes;
  }

  /** The figures of modules whose name begins in that way. */
  figures(prefix = ''): Figures {
    const figures = { blocks: 0, functions: 0 };
    for (const { name, start, count, functions } of counters.modules) {
      if (!name.startsWith(prefix)) continue;
      const seen = this.#seen.subarray(start, start + count);
      figures.blocks += seen.reduce((sum, classes) => sum + (classes > 0 ? 1 : 0), 0);
      figures.functions += functions.filter(block => (seen[block] as number) > 0).length;
    }
    return figures;
  }

  /** Texts and numbers in the code of the modules that were reached. */
  literals(): (string | number)[] {
    const reached = counters.modules.filter(({ start, count }) =>
      this.#seen.subarray(start, start + count).some(classes => classes > 0),
    );
    return [...new Set(reached.flatMap(({ literals }) => literals))];
  }
}

/** Modules may be loaded at any time. */
function usedWords(): number {
  return (counters.used + 3) >> 2;
}
