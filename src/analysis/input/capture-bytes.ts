import { statSync } from 'node:fs';
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

/**
 * The bytes of an input, unchanged, in chunks of at most `CHUNK`.
 *
 * @param kept chunks that must stay valid besides the latest one and the one before it.
 * @param chunkSize most bytes in a chunk of a file.
 */
export function captureBytes(
  input: CaptureInput,
  kept: number,
  chunkSize = CHUNK,
): AsyncIterable<Uint8Array> {
  if (input.stream !== undefined) return inPieces(input.stream);
  return isPipe(input.name) ? inPieces(pipeChunks(input.name)) : fileChunks(input.name, kept, chunkSize);
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
  kept: number,
  chunkSize: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = new TurnFile(path);
  const buffers: Buffer[] = [];
  // Besides those kept: the one being read, and the one before it, in which a frame may have started.
  const count = kept + 2;
  try {
    for (let turn = 0; ; turn = (turn + 1) % count) {
      buffers[turn] ??= Buffer.allocUnsafeSlow(chunkSize);
      const buffer = buffers[turn] as Buffer;
      const length = file.read(buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    file.close();
  }
}

/**
 * The bytes of a named pipe as they arrive. Opening waits for a writer, so another thread does it. The event loop does
 * the reading, because a thread that waits for bytes cannot be stopped.
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
