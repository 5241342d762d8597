import type { Writable } from 'node:stream';
import { cannotWrite } from './cannot-write.ts';

/**
 * Gathers text and writes it in large pieces, waiting while the reader is slow. A reader that went away
 * (`| head`) is not an error: the output is closed and says so.
 */
export class BatchedOutput {
  readonly #stream: Writable;
  #pieces: string[] = [];
  #length = 0;
  /** Pieces that were handed over and are not written yet. */
  #pending = 0;
  #closed = false;
  #failure: Error | null = null;
  /** Called when the reader has room again, has taken a piece or is gone. */
  #wake: () => void = () => {};

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', error => this.#fail(error));
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
    if (!this.#closed) this.#give(bytes);
  }

  /**
   * Sends what was gathered and waits until the reader has room.
   *
   * @returns true when nobody reads any more.
   * @throws CommandError for an error of the stream, other than a reader that went away.
   */
  settle(): Promise<boolean> {
    return this.#waitWhile(() => this.#stream.writableNeedDrain);
  }

  /** Like `settle`, but waits until all is written: only then it is known that it could be. */
  finish(): Promise<boolean> {
    return this.#waitWhile(() => this.#pending > 0);
  }

  async #waitWhile(isBusy: () => boolean): Promise<boolean> {
    this.#send();
    while (!this.#closed && isBusy()) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== null) throw cannotWrite('standard output', 'it', this.#failure);
    return this.#closed;
  }

  #fail(error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') this.#failure ??= error;
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#wake();
  }

  #send(): void {
    if (this.#length === 0 || this.#closed) return;
    this.#give(this.#pieces.join(''));
    this.#pieces = [];
    this.#length = 0;
  }

  #give(piece: string | Uint8Array): void {
    this.#pending++;
    this.#stream.write(piece, this.#onWritten);
  }

  readonly #onWritten = (error?: Error | null): void => {
    this.#pending--;
    if (error) this.#fail(error);
    else this.#wake();
  };
}

/** Characters gathered before they are written. */
const BATCH = 64 * 1024;
