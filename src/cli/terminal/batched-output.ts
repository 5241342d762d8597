import type { Writable } from 'node:stream';
import { OctetWriter } from '../../bytes/octet-writer.ts';
import { cannotWrite } from './cannot-write.ts';

/** Characters collected before a write. */
const BATCH = 64 * 1024;

/**
 * Collects text and writes it in large pieces; waits while the reader is slow. A reader that leaves (`| head`) is not
 * an error: the output is then closed and reports it.
 */
export class BatchedOutput {
  /** For text as octets, without a string: call `wrote` after each piece of it. */
  readonly octets = new OctetWriter(2 * BATCH);
  readonly #stream: Writable;
  #pieces: string[] = [];
  #length = 0;
  /** Pieces that were passed on but are not written yet. */
  #pending = 0;
  #closed = false;
  #failure: Error | null = null;
  /** Called when the reader accepts more, has taken a piece or has left. */
  #wake: () => void = () => {};

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', error => this.#fail(error));
    stream.on('close', () => this.#close());
    stream.on('drain', () => this.#wake());
  }

  write(text: string): void {
    if (this.#closed) return;
    if (this.octets.length > 0) {
      this.octets.text(text);
      this.wrote();
      return;
    }
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= BATCH) this.#send();
  }

  /** Takes what was put into `octets`. */
  wrote(): void {
    if (this.octets.length >= BATCH || this.#closed) this.#send();
  }

  /** Writes bytes after the collected text. They must not change any more. */
  writeBytes(bytes: Uint8Array): void {
    this.#send();
    if (!this.#closed) this.#give(bytes);
  }

  /**
   * Writes the collected text and waits until the reader accepts more.
   *
   * @param isLive false: more text comes at once, so less than a batch need not be written yet.
   * @returns true if the reader has left.
   * @throws CommandError for an error of the stream, unless the reader has left.
   */
  settle(isLive = true): Promise<boolean> {
    if (isLive) this.#send();
    return this.#waitWhile(() => this.#stream.writableNeedDrain);
  }

  /** Like `settle`, but waits until everything is written, because errors may come only then. */
  finish(): Promise<boolean> {
    this.#send();
    return this.#waitWhile(() => this.#pending > 0);
  }

  async #waitWhile(isBusy: () => boolean): Promise<boolean> {
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
    if (this.#length > 0 && !this.#closed) this.#give(this.#pieces.join(''));
    this.#pieces = [];
    this.#length = 0;
    if (this.octets.length > 0 && !this.#closed) this.#give(this.octets.take());
    this.octets.length = 0;
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
