import { HeldBytes } from './held-bytes.ts';

/** Can reading resume at a place? */
export const PLACE = { NO: 0, YES: 1, UNDECIDED: 2 } as const;

export type PlaceVerdict = (typeof PLACE)[keyof typeof PLACE];

/**
 * Checks the place `at`, which lies within `bytes`. UNDECIDED asks for more bytes; it is not allowed after the file has
 * `ended`. The work and the number of bytes that it asks for must be bounded.
 */
export type PlaceTest = (bytes: Uint8Array, at: number, ended: boolean) => PlaceVerdict;

/** Searches damaged bytes for the first place where reading can resume. Each place is decided once. */
export class Resynchroniser {
  readonly #test: PlaceTest;
  readonly #held = new HeldBytes();
  #skipped = 0;

  constructor(test: PlaceTest) {
    this.#test = test;
  }

  /** Bytes skipped so far. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Continues the search with the next bytes. Returns all bytes from the place that was found, or null. */
  push(chunk: Uint8Array): Uint8Array | null {
    if (this.#held.bytes.length === 0) {
      const rest = this.#search(chunk, false);
      if (rest.found) return rest.bytes;
      this.#held.append(rest.bytes);
      return null;
    }
    this.#held.append(chunk);
    return this.#searchHeld(false);
  }

  /** Ends the search: the file ended with these bytes. Decides the places that waited for more. */
  end(last: Uint8Array): Uint8Array | null {
    this.#held.append(last);
    return this.#searchHeld(true);
  }

  #searchHeld(ended: boolean): Uint8Array | null {
    const { bytes, found } = this.#search(this.#held.bytes, ended);
    this.#held.drop(this.#held.bytes.length - bytes.length);
    return found ? bytes : null;
  }

  #search(bytes: Uint8Array, ended: boolean): { bytes: Uint8Array; found: boolean } {
    let at = 0;
    let verdict: PlaceVerdict = PLACE.NO;
    while (at < bytes.length) {
      verdict = this.#test(bytes, at, ended);
      if (verdict !== PLACE.NO) break;
      at++;
    }
    this.#skipped += at;
    return { bytes: bytes.subarray(at), found: verdict === PLACE.YES };
  }
}
