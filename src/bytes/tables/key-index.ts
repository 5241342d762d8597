import { addTo } from './add-to.ts';

/** Items that are found by any of their keys, and come in the order in which they were given. */
export class KeyIndex<Item> {
  readonly #items: readonly Item[];
  readonly #places = new Map<string, number[]>();

  constructor(items: readonly Item[], keysOf: (item: Item) => Iterable<string>) {
    this.#items = items;
    for (const [place, item] of items.entries())
      for (const key of keysOf(item)) addTo(this.#places, key, place);
  }

  /** The items with one of these keys, each once. */
  of(keys: Iterable<string>): Item[] {
    const places = new Set<number>();
    for (const key of keys) for (const place of this.#places.get(key) ?? []) places.add(place);
    return [...places].sort((one, other) => one - other).map(place => this.#items[place] as Item);
  }
}
