import { readU16LE, readU32LE } from '../../bytes/read.ts';
import { CHUNK } from './capture-bytes.ts';
import { type PackedProblem, PackedSource } from './packed-source.ts';
import type { UnpackBudget } from './unpack-budget.ts';

const FLAG = { HEADER_CRC: 2, EXTRA: 4, NAME: 8, COMMENT: 16 } as const;
const HEADER_LENGTH = 10;
const TRAILER_LENGTH = 8;
/** Most bytes of a name or comment in the header: real names have a few hundred. */
const MAX_TEXT = 64 * 1024;

const CUT = 'the gzip data ends too early';

/**
 * The content of gzip data (RFC 1952) with any number of members. They are split here, because zlib, given all of them,
 * answers bytes after the last member with an error and loses the content that it had unpacked.
 */
export async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
  problem: PackedProblem,
  budget: UnpackBudget,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = new PackedSource(chunks);
  try {
    const said = yield* members(source, budget);
    if (said !== null) problem(said);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !code.startsWith('Z_')) throw error;
    problem(`the gzip data is damaged (${message})`);
  } finally {
    await source.close();
  }
}

/** Returns what is wrong, or null. */
async function* members(
  source: PackedSource,
  budget: UnpackBudget,
): AsyncGenerator<Uint8Array, string | null, undefined> {
  const { crc32, createInflateRaw } = await import('node:zlib');
  do {
    budget.stream();
    if (!(await useHeader(source))) return CUT;
    const unpacking = source.unpack(createInflateRaw({ chunkSize: CHUNK }));
    let [sum, length] = [0, 0];
    let next = await unpacking.next();
    for (; !next.done; next = await unpacking.next()) {
      budget.unpacked(next.value.length);
      sum = crc32(next.value, sum);
      length = (length + next.value.length) >>> 0;
      yield next.value;
    }
    const trailer = await source.peek(TRAILER_LENGTH);
    if (!next.value || trailer.length < TRAILER_LENGTH) return CUT;
    if (readU32LE(trailer, 0) !== sum || readU32LE(trailer, 4) !== length)
      return 'the gzip data is damaged (its checksum does not match)';
    source.use(TRAILER_LENGTH);
  } while (await atMember(source));
  const after = (await source.peek(1)).length;
  return after === 0 ? null : 'the gzip data is followed by other bytes, which were not read';
}

/** Skips the padding of tapes; true if another member follows. */
async function atMember(source: PackedSource): Promise<boolean> {
  for (let bytes = await source.peek(2); bytes.length > 0; bytes = await source.peek(2)) {
    const used = bytes.findIndex(byte => byte !== 0);
    if (used === 0) return bytes[0] === 0x1f && bytes[1] === 0x8b;
    source.use(used < 0 ? bytes.length : used);
  }
  return false;
}

/** Skips a member's header (RFC 1952 §2.3); false if the data end in it. */
async function useHeader(source: PackedSource): Promise<boolean> {
  const header = await source.peek(HEADER_LENGTH);
  if (header.length < HEADER_LENGTH) return false;
  const flags = header[3] as number;
  source.use(HEADER_LENGTH);
  if ((flags & FLAG.EXTRA) !== 0) {
    const extra = await source.peek(2);
    if (extra.length < 2 || !(await useBytes(source, 2 + readU16LE(extra, 0)))) return false;
  }
  if ((flags & FLAG.NAME) !== 0 && !(await useText(source))) return false;
  if ((flags & FLAG.COMMENT) !== 0 && !(await useText(source))) return false;
  return (flags & FLAG.HEADER_CRC) === 0 || (await useBytes(source, 2));
}

async function useBytes(source: PackedSource, count: number): Promise<boolean> {
  if ((await source.peek(count)).length < count) return false;
  source.use(count);
  return true;
}

/** Skips a text that ends with a zero byte. */
async function useText(source: PackedSource): Promise<boolean> {
  for (let looked = 1; looked <= MAX_TEXT; looked++) {
    const bytes = await source.peek(looked);
    const end = bytes.indexOf(0);
    if (end >= 0) {
      source.use(end + 1);
      return true;
    }
    if (bytes.length < looked) return false;
    looked = bytes.length;
  }
  return false;
}
