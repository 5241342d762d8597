import { closeSync, openSync, readSync } from 'node:fs';
import { createCaptureReader } from '../capture/reader.ts';
import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';

/** A capture to read: a file by its path, or bytes that come from somewhere else. */
export interface CaptureInput {
  /** As the user named it; used in messages. */
  readonly name: string;
  /** The bytes of a stream that can be read once; absent for a file, which is opened by its name. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** Large enough that work per chunk does not count, small enough to hand over to another thread early. */
const CHUNK = 128 * 1024;

/**
 * Reads one input to its end as batches of frames. Gzip is unpacked, known by its first bytes. What cannot be
 * opened or read is reported, never thrown.
 *
 * @param kept batches whose frames must stay valid at a time; those of older ones may be overwritten.
 * @param progress called with the number of bytes of each chunk read from the input.
 */
export async function* readCapture(
  input: CaptureInput,
  file: number,
  report: Report,
  kept: number,
  progress: (bytes: number) => void,
): AsyncGenerator<CaptureRecord[], void, undefined> {
  const reader = createCaptureReader(file, report);
  try {
    for await (const chunk of unpacked(counted(input.stream ?? fileChunks(input.name, kept), progress))) {
      const records = reader.push(chunk);
      if (records.length > 0) yield records;
      if (reader.stopped) return;
    }
  } catch (error) {
    report({
      code: 'unreadable-input',
      layer: 'input',
      damage: true,
      file,
      frame: null,
      offset: null,
      message: reasonOf(error),
    });
    if (reader.format === 'unknown') return;
  }
  const rest = reader.end();
  if (rest.length > 0) yield rest;
}

/**
 * The bytes of a file. Read synchronously: from a local disk that takes microseconds, while handing each read to
 * another thread and being woken again can take a millisecond. Into the same few buffers again and again: fresh ones pile up until the garbage collector finds them.
 */
async function* fileChunks(path: string, kept: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = openSync(path, 'r');
  const buffers: Buffer[] = [];
  // Besides those kept: the one being read, and the one that a frame began in which ends in that one.
  const count = kept + 2;
  try {
    for (let turn = 0; ; turn = (turn + 1) % count) {
      buffers[turn] ??= Buffer.allocUnsafeSlow(CHUNK);
      const buffer = buffers[turn] as Buffer;
      const length = readSync(file, buffer, 0, CHUNK, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  progress: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    progress(chunk.length);
    yield chunk;
  }
}

/** Gzip (RFC 1952 §2.3.1: 1f 8b) becomes what it holds; everything else passes as it is. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let done = false;
  while (head.length < 2 && !done) {
    const next = await iterator.next();
    if (next.done) done = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const all = rejoined(head, iterator);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const [{ Readable }, { createGunzip }] = await Promise.all([import('node:stream'), import('node:zlib')]);
    const packed = Readable.from(copies(all), { objectMode: false });
    const gunzip = createGunzip({ chunkSize: CHUNK });
    packed.on('error', error => gunzip.destroy(error));
    yield* packed.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } else yield* all;
}

/** For streams, which hold on to what they have taken. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

async function* rejoined(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** One line for the errors that opening, reading and unpacking really give. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission to read it was denied';
    case 'EISDIR':
      return 'this is a folder, a capture file was expected';
    case 'Z_BUF_ERROR':
      return 'the gzip data ends too early';
    case 'Z_DATA_ERROR':
      return `the gzip data is damaged (${message})`;
    default:
      return message;
  }
}
