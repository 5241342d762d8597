import type { Transform } from 'node:stream';

/** Receives one line about damage in compressed bytes. The content before the damage has been passed on. */
export type PackedProblem = (message: string) => void;

/** Most compressed bytes unpacked at once. */
const PIECE = 32 * 1024;

/** Unpacked bytes that wait: gzip packs a thousand into one, zstd thirty thousand. */
const MAX_BACKLOG = 4 * 1024 * 1024;

/** A decompressor of zlib, which counts the bytes that it has consumed. */
export type Decompressor = Transform & { readonly bytesWritten: number };

/** Compressed bytes from chunks of any size; some can be looked at before they are used. */
export class PackedSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, still unused: all that are available, at least `count`, or fewer at the end of the input. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#bytes.length < count) {
      const next = await this.#iterator.next();
      if (next.done) break;
      this.#bytes = this.#bytes.length === 0 ? next.value : Buffer.concat([this.#bytes, next.value]);
    }
    return this.#bytes;
  }

  /** Marks the first of the peeked bytes as used. */
  use(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  /**
   * The content of one compressed stream that starts at the next byte; uses exactly its bytes.
   *
   * @returns true at its end; false if the input ended before anything followed it.
   * @throws the error of the decompressor. Up to `PIECE` bytes of the content before the damage may be missing.
   */
  async *unpack(decompressor: Decompressor): AsyncGenerator<Uint8Array, boolean, undefined> {
    const unpacking = new Unpacking(decompressor);
    try {
      for (;;) {
        const piece = (await this.peek(1)).subarray(0, PIECE);
        if (piece.length === 0) return false;
        const before = decompressor.bytesWritten;
        unpacking.write(piece);
        while (!unpacking.idle) yield* await unpacking.take();
        if (unpacking.error !== null) throw unpacking.error;
        this.use(decompressor.bytesWritten - before);
        if (unpacking.ended) return true;
      }
    } finally {
      decompressor.destroy();
    }
  }
}

/**
 * Writes to a decompressor and takes the output at once, up to a bound. A stream that fails drops its unread output, so
 * an error then loses little.
 */
class Unpacking {
  readonly #decompressor: Decompressor;
  ended = false;
  error: Error | null = null;
  #unpacked: Uint8Array[] = [];
  #bytes = 0;
  #isWriting = false;
  #wake: () => void = () => {};

  constructor(decompressor: Decompressor) {
    this.#decompressor = decompressor;
    decompressor.on('readable', () => this.#drain());
    // If the compressed stream ends before the piece does, this comes instead of the callback.
    decompressor.on('end', () => {
      this.ended = true;
      this.#written();
    });
    decompressor.on('error', error => {
      this.error = error;
      this.#written();
    });
  }

  /** True if all output of the written bytes has been taken. */
  get idle(): boolean {
    return !this.#isWriting && this.#unpacked.length === 0;
  }

  write(piece: Uint8Array): void {
    this.#isWriting = true;
    this.#decompressor.write(piece, () => {
      this.#drain();
      this.#written();
    });
  }

  /** The unpacked bytes: as soon as there are many, or all of them. */
  async take(): Promise<Uint8Array[]> {
    if (this.#isWriting && this.#bytes < MAX_BACKLOG)
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    const unpacked = this.#unpacked;
    this.#unpacked = [];
    this.#bytes = 0;
    this.#drain();
    return unpacked;
  }

  #written(): void {
    this.#isWriting = false;
    this.#wake();
  }

  /** Unread output makes the decompressor wait. */
  #drain(): void {
    while (this.#bytes < MAX_BACKLOG) {
      const part = this.#decompressor.read() as Uint8Array | null;
      if (part === null) return;
      this.#unpacked.push(part);
      this.#bytes += part.length;
    }
    this.#wake();
  }
}
