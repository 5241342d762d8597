/** Things in an order, of which the first can be had at any time: a binary heap. Adding or taking one of n takes log n steps. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #isBefore: (one: T, other: T) => boolean;

  /** @param isBefore a total order: of two different things one comes first. */
  constructor(isBefore: (one: T, other: T) => boolean) {
    this.#isBefore = isBefore;
  }

  /** The first of all; undefined if there is none. */
  get first(): T | undefined {
    return this.#items[0];
  }

  /** The one that would be first without the first; undefined if there is none. */
  get second(): T | undefined {
    const [, left, right] = this.#items;
    return left === undefined || right === undefined || this.#isBefore(left, right) ? left : right;
  }

  add(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(item, items[above] as T)) break;
      items[at] = items[above] as T;
      at = above;
    }
    items[at] = item;
  }

  /** Takes the first away. */
  take(): T | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Finds the place of the first anew: it has changed. */
  moveFirst(): void {
    const [first] = this.#items;
    if (first !== undefined) this.#sink(first);
  }

  /** Puts an item into the place of the first, and lower if others come before it. */
  #sink(item: T): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#isBefore(items[below + 1] as T, items[below] as T)) below++;
      if (!this.#isBefore(items[below] as T, item)) break;
      items[at] = items[below] as T;
      at = below;
    }
    items[at] = item;
  }
}
