import { toHex } from '../bytes/hex.ts';
import { readU8, readU16, readU32LE } from '../bytes/read.ts';

/** First bytes, in hex, of other formats that users try to read. */
const KNOWN_STARTS: readonly (readonly [start: string, name: string])[] = [
  ['1f8b', 'gzip compressed data'],
  ['28b52ffd', 'zstd compressed data'],
  ['425a68', 'bzip2 compressed data'],
  ['fd377a58', 'xz compressed data'],
  ['04224d18', 'lz4 compressed data'],
  ['504b0304', 'a zip archive'],
  ['474d4255', 'Microsoft Network Monitor 2.x'],
  ['52545353', 'Microsoft Network Monitor 1.x'],
];

/** Programs that unpack what is not unpacked here, by the name of the format. */
const UNPACKERS: ReadonlyMap<string, string> = new Map([
  ['bzip2 compressed data', 'bzip2'],
  ['xz compressed data', 'xz'],
  ['lz4 compressed data', 'lz4'],
]);

/** The command that unpacks a format of this name into the pipe, as the end of a sentence; empty if there is none. */
export function unpackingAdvice(name: string): string {
  const program = UNPACKERS.get(name);
  return program === undefined ? '' : `: unpack it with \`${program} -dc FILE | ims-esp decode -\``;
}

const ERF_HEADER_LENGTH = 16;
/** Highest type of an ERF record with a packet. Text files have a higher value here: printable characters. */
const MAX_ERF_TYPE = 24;
const YEAR_2000 = 946_684_800;

/** Name of the format of a file with these first bytes (4 or more); null if it is not known. */
export function nameForeignFormat(start: Uint8Array): string | null {
  const hex = toHex(start.subarray(0, 4));
  for (const [known, name] of KNOWN_STARTS) {
    if (hex.startsWith(known)) return name;
  }
  return looksLikeErf(start) ? 'ERF (Endace)' : null;
}

/** ERF has no magic number: its first record must have a known type, whole 8-byte units and a sane time. */
function looksLikeErf(start: Uint8Array): boolean {
  if (start.length < ERF_HEADER_LENGTH) return false;
  const seconds = readU32LE(start, 4);
  const type = readU8(start, 8) & 0x7f;
  const recordLength = readU16(start, 10);
  const wireLength = readU16(start, 14);
  if (seconds < YEAR_2000 || type < 1 || type > MAX_ERF_TYPE) return false;
  return recordLength % 8 === 0 && recordLength > ERF_HEADER_LENGTH && wireLength > 0;
}
