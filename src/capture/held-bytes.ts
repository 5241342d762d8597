/**
 * Bytes of a file that wait for the next ones. Appending is linear, however small the pieces are. Views from `bytes`
 * stay valid: their memory is never reused.
 */
export class HeldBytes {
  #store: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** The held bytes, as a view. */
  get bytes(): Uint8Array {
    return this.#store.subarray(this.#start, this.#end);
  }

  append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#store.length) this.#grow(chunk.length);
    this.#store.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Drops the first bytes. */
  drop(count: number): void {
    this.#start = Math.min(this.#start + count, this.#end);
  }

  #grow(more: number): void {
    const held = this.bytes;
    this.#store = new Uint8Array(2 * (held.length + more));
    this.#store.set(held);
    this.#start = 0;
    this.#end = held.length;
  }
}
