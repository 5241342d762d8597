import type { Transform } from 'node:stream';

/** Receives, as one line, what is wrong with compressed bytes. What they held before has been given. */
export type PackedProblem = (message: string) => void;

/** Most compressed bytes that are unpacked at once. */
const PIECE = 32 * 1024;

/** Unpacked bytes that wait: gzip packs a thousand into one, zstd thirty thousand. */
const MAX_BACKLOG = 4 * 1024 * 1024;

/** A decompressor of zlib, which counts the bytes that it has used. */
export type Decompressor = Transform & { readonly bytesWritten: number };

/** Compressed bytes from chunks of any size, of which some may be looked at before they are used. */
export class PackedSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes: as many as there are, at least `count`, or fewer at the end of the input. They stay unused. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#bytes.length < count) {
      const next = await this.#iterator.next();
      if (next.done) break;
      this.#bytes = this.#bytes.length === 0 ? next.value : Buffer.concat([this.#bytes, next.value]);
    }
    return this.#bytes;
  }

  /** The first bytes that were peeked at have been used. */
  use(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
  }

  /** No more will be read. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  /**
   * What one compressed stream holds, which begins at the next byte; exactly its bytes are used.
   *
   * @returns true at its end; false when the input ended before anything followed it.
   * @throws the error of the decompressor. Of what comes before the damage up to `PIECE` bytes may be missing.
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
 * Writes to a decompressor and takes out what comes at once, up to a bound, so that an error takes away little of what
 * came before it: a stream that fails drops what has not been read from it.
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
    // When the end of the compressed stream lies before that of the piece, this comes instead of the callback.
    decompressor.on('end', () => {
      this.ended = true;
      this.#written();
    });
    decompressor.on('error', error => {
      this.error = error;
      this.#written();
    });
  }

  /** True when all has been taken that what was written holds. */
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

  /** What has been unpacked: as soon as it is much, or all of it. */
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

  /** What is not read makes the decompressor wait. */
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
