import { DEFAULT_MEMORY, LEAST_MEMORY } from '../../analysis/limits.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

const UNITS = new Map([
  ['', 1],
  ['K', 1024],
  ['M', 1024 ** 2],
  ['G', 1024 ** 3],
]);

/** Most bytes that a size may say: no machine has more memory, no capture is larger, so a larger size is a mistake. */
const MOST_MEMORY = 1024 ** 4;

/**
 * The bytes of `--max-memory`. Null if absent.
 *
 * @throws CommandError for what is no size, or is too small or too large.
 */
export function memoryOf(text: string | undefined): number | null {
  const expected = `a size of ${mebibytes(LEAST_MEMORY)} or more, such as 256M or 1G (default: ${mebibytes(DEFAULT_MEMORY)})`;
  return sizeOf(text, LEAST_MEMORY, `--max-memory: expected ${expected}`);
}

/**
 * The bytes of `--max-unpacked`. Null if absent.
 *
 * @throws CommandError for what is no size, or is too large.
 */
export function unpackedOf(text: string | undefined): number | null {
  return sizeOf(text, 1, '--max-unpacked: expected a size such as 512M or 20G');
}

/** The bytes of a number, optionally with K, M or G (powers of 1,024). */
function sizeOf(text: string | undefined, least: number, expected: string): number | null {
  if (text === undefined) return null;
  const [, digits, unit] = /^(\d{1,15})([KMG]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS.get((unit ?? '').toUpperCase()) ?? 1);
  if (!(bytes >= least && bytes <= MOST_MEMORY))
    throw new CommandError(`${expected}, found '${text.slice(0, 20)}'`, EXIT.USAGE);
  return bytes;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)}M`;
}
