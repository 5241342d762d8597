import type { Writable } from 'node:stream';

/**
 * Gathers text and writes it in large pieces, waiting while the reader is slow. A reader that went away
 * (`| head`) is not an error: the output is closed and says so.
 */
export class BatchedOutput {
  readonly #stream: Writable;
  #pieces: string[] = [];
  #length = 0;
  #closed = false;
  #failure: Error | null = null;
  /** Called when the reader has room again or is gone. */
  #wake: () => void = () => {};

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', error => {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') this.#failure = error;
      this.#close();
    });
    stream.on('close', () => this.#close());
    stream.on('drain', () => this.#wake());
  }

  write(text: string): void {
    if (this.#closed) return;
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= BATCH) this.#send();
  }

  /** Sends bytes, after what was gathered. They must not be changed any more. */
  writeBytes(bytes: Uint8Array): void {
    this.#send();
    if (!this.#closed) this.#stream.write(bytes);
  }

  /**
   * Sends what was gathered and waits until the reader has room.
   *
   * @returns true when nobody reads any more.
   * @throws the error of the stream, other than a reader that went away.
   */
  async settle(): Promise<boolean> {
    this.#send();
    while (!this.#closed && this.#stream.writableNeedDrain) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#closed;
  }

  #close(): void {
    this.#closed = true;
    this.#wake();
  }

  #send(): void {
    if (this.#length === 0 || this.#closed) return;
    this.#stream.write(this.#pieces.join(''));
    this.#pieces = [];
    this.#length = 0;
  }
}

/** Characters gathered before they are written. */
const BATCH = 64 * 1024;
