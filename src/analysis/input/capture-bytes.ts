import { closeSync, constants, openSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { TurnFile } from './turn-file.ts';

/** A capture to read: a file by its path, or bytes from another source. */
export interface CaptureInput {
  /** As the user named it; used in messages. */
  readonly name: string;
  /** The bytes of a stream that can be read once; absent for a file, which is opened by its name. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** Bytes of a chunk: enough that the work per chunk does not count, and few enough to reach other threads early. */
export const CHUNK = 128 * 1024;

/** Bytes in the chunks of all inputs together, if each has one. */
const ALL_CHUNKS = 512 * CHUNK;

/** Bytes of a chunk, if so many inputs are read in turns. */
export function chunkSizeAmong(inputs: number): number {
  return Math.max(CHUNK / 8, Math.min(CHUNK, Math.floor(ALL_CHUNKS / inputs)));
}

/** How long the bytes of an input come. */
export interface LiveOptions {
  /** Aborted when a live input shall end as if its bytes were over. Those on their way are still read. */
  readonly end?: AbortSignal | undefined;
  /** Is a file read on as it grows, until `end`? */
  readonly follow?: boolean | undefined;
}

/** How bytes are read. */
export interface BytesOptions extends LiveOptions {
  /** Chunks that must stay valid besides the latest one and the one before it. */
  readonly kept: number;
  /** Most bytes in a chunk of a file. */
  readonly chunkSize?: number;
}

/** The bytes of an input, unchanged, in chunks of at most `CHUNK`. */
export function captureBytes(input: CaptureInput, options: BytesOptions): AsyncIterable<Uint8Array> {
  const { end } = options;
  if (input.stream !== undefined) return inPieces(untilEnd(input.stream, end));
  if (isPipe(input.name)) return inPieces(pipeChunks(input.name, end));
  return fileChunks(input.name, options);
}

/** Whoever writes to a stream decides how large its chunks are. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += CHUNK) yield chunk.subarray(at, at + CHUNK);
}

/** Can it be read again with the same bytes? Not a stream, a named pipe or a device. */
export function isRereadable(input: CaptureInput): boolean {
  return input.stream === undefined && !isPipe(input.name);
}

/** Is this a named pipe or device, whose bytes come once? False if it cannot be looked at. */
function isPipe(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/**
 * The bytes of a file. They are read synchronously: from a local disk that takes microseconds, while waiting for
 * another thread can take a millisecond. The few buffers are reused, because new ones pile up until the garbage
 * collector finds them.
 */
async function* fileChunks(
  path: string,
  { kept, chunkSize = CHUNK, follow = false, end }: BytesOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = new TurnFile(path);
  const buffers: Buffer[] = [];
  // Besides those kept: the one being read, and the one before it, in which a frame may have started.
  const count = kept + 2;
  try {
    for (let turn = 0; ; turn = (turn + 1) % count) {
      buffers[turn] ??= Buffer.allocUnsafeSlow(chunkSize);
      const buffer = buffers[turn] as Buffer;
      let length = file.read(buffer);
      while (length === 0) {
        if (!follow || end?.aborted === true) return;
        await growth(end);
        length = file.read(buffer);
      }
      yield buffer.subarray(0, length);
    }
  } finally {
    file.close();
  }
}

/** The bytes of a named pipe or device as they arrive. */
async function* pipeChunks(
  path: string,
  end: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* untilEnd(await openPipe(path, end), end);
}

/**
 * Opening waits for a writer, so another thread does it. The event loop does the reading, because a thread that waits
 * for bytes cannot be stopped.
 */
async function openPipe(path: string, end: AbortSignal | undefined): Promise<Readable> {
  const [{ createReadStream, open }, { Socket }] = await Promise.all([import('node:fs'), import('node:net')]);
  if (!statSync(path).isFIFO()) return createReadStream(path);
  // A writer that leaves at once: nothing else ends the wait.
  const giveUp = () => closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  end?.addEventListener('abort', giveUp);
  try {
    const fd = await new Promise<number>((resolve, reject) =>
      open(path, 'r', (error, opened) => (error === null ? resolve(opened) : reject(error))),
    );
    return new Socket({ fd, readable: true, writable: false });
  } finally {
    end?.removeEventListener('abort', giveUp);
  }
}

/**
 * Milliseconds in which whoever writes to a pipe may send its last bytes: Ctrl-C ends both, and tcpdump then empties its
 * buffer.
 */
const GRACE = 500;

/** The chunks until shortly after `end`. */
async function* untilEnd(
  chunks: AsyncIterable<Uint8Array> & { readonly destroy?: () => unknown },
  end: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (end === undefined) {
    yield* chunks;
    return;
  }
  const iterator = chunks[Symbol.asyncIterator]();
  let isOver = false;
  let wake = () => {};
  const later = () =>
    setTimeout(() => {
      isOver = true;
      wake();
    }, GRACE).unref();
  if (end.aborted) later();
  end.addEventListener('abort', later);
  try {
    while (!isOver) {
      const next = iterator.next();
      const over = new Promise<null>(resolve => {
        wake = () => resolve(null);
      });
      const chunk = await Promise.race([next, over]);
      if (chunk === null || chunk.done) return;
      yield chunk.value;
    }
  } finally {
    end.removeEventListener('abort', later);
    // Its iterator cannot be ended while it waits for bytes.
    chunks.destroy?.();
  }
}

/** Milliseconds between two looks at a file that grows. */
const LOOK = 200;

/** Waits a moment, or until `end`. */
async function growth(end: AbortSignal | undefined): Promise<void> {
  await wait(LOOK, undefined, { signal: end }).catch(() => {});
}
