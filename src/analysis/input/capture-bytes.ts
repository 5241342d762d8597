import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** A capture to read: a file by its path, or bytes that come from somewhere else. */
export interface CaptureInput {
  /** As the user named it; used in messages. */
  readonly name: string;
  /** The bytes of a stream that can be read once; absent for a file, which is opened by its name. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** Large enough that work per chunk does not count, small enough to hand over to another thread early. */
export const CHUNK = 128 * 1024;

/**
 * The bytes of an input as they are.
 *
 * @param kept chunks that must stay valid besides the latest one and the one before it.
 * @param chunkSize most bytes of a chunk that is read from a file.
 */
export function captureBytes(
  input: CaptureInput,
  kept: number,
  chunkSize = CHUNK,
): AsyncIterable<Uint8Array> {
  if (input.stream !== undefined) return input.stream;
  return isPipe(input.name) ? pipeChunks(input.name) : fileChunks(input.name, kept, chunkSize);
}

/** True for what gives the same bytes as often as it is read: no stream, no named pipe, no device. */
export function isRereadable(input: CaptureInput): boolean {
  return input.stream === undefined && !isPipe(input.name);
}

/** A named pipe or device, whose bytes come once and when they like. What cannot be looked at is none. */
function isPipe(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/**
 * The bytes of a file. Read synchronously: from a local disk that takes microseconds, while handing each read to
 * another thread and being woken again can take a millisecond. Into the same few buffers again and again: fresh ones
 * pile up until the garbage collector finds them.
 */
async function* fileChunks(
  path: string,
  kept: number,
  chunkSize: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = openSync(path, 'r');
  const buffers: Buffer[] = [];
  // Besides those kept: the one being read, and the one that a frame began in which ends in that one.
  const count = kept + 2;
  try {
    for (let turn = 0; ; turn = (turn + 1) % count) {
      buffers[turn] ??= Buffer.allocUnsafeSlow(chunkSize);
      const buffer = buffers[turn] as Buffer;
      const length = readSync(file, buffer, 0, chunkSize, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The bytes of a named pipe as they arrive. Opening waits for a writer, so it is left to another thread; reading is
 * left to the event loop, because a thread that waits for bytes could not be stopped.
 */
async function* pipeChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const [{ createReadStream, open }, { Socket }] = await Promise.all([import('node:fs'), import('node:net')]);
  if (!statSync(path).isFIFO()) {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
    return;
  }
  const fd = await new Promise<number>((resolve, reject) =>
    open(path, 'r', (error, opened) => (error === null ? resolve(opened) : reject(error))),
  );
  yield* new Socket({ fd, readable: true, writable: false }) as AsyncIterable<Uint8Array>;
}
