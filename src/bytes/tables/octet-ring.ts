import { equalBytes } from '../equal.ts';

/**
 * The last octets that were put in, in memory of a fixed size: new ones go over the oldest. For many short-lived copies it
 * takes the place of an array for each.
 */
export class OctetRing {
  readonly #octets: Uint8Array;
  /** All octets put in so far, with those skipped at the end of the memory. */
  #written = 0;

  /** @param size octets of memory, 1 or more. */
  constructor(size: number) {
    this.#octets = new Uint8Array(size);
  }

  /** Puts a copy of these octets in. Returns its place, which no other has; −1 if they are too many. */
  put(octets: Uint8Array): number {
    const size = this.#octets.length;
    if (octets.length > size) return -1;
    const left = size - (this.#written % size);
    if (octets.length > left) this.#written += left;
    const place = this.#written;
    this.#octets.set(octets, place % size);
    this.#written += octets.length;
    return place;
  }

  /** Are these the octets that were put there? False if newer ones have gone over them. */
  isAt(place: number, length: number, octets: Uint8Array): boolean {
    const size = this.#octets.length;
    if (place < 0 || length !== octets.length || place < this.#written - size) return false;
    return equalBytes(this.#octets, place % size, octets, 0, length);
  }
}
