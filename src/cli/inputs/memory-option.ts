import { DEFAULT_MEMORY, LEAST_MEMORY } from '../../analysis/limits.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

const UNITS = new Map([
  ['', 1],
  ['K', 1024],
  ['M', 1024 ** 2],
  ['G', 1024 ** 3],
]);

/** Largest size: no machine has more memory, so a larger size is a mistake. */
const MOST_MEMORY = 1024 ** 4;

/**
 * The bytes of `--max-memory`: a number, optionally with K, M or G (powers of 1,024). Null if absent.
 *
 * @throws CommandError for everything else.
 */
export function memoryOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, digits, unit] = /^(\d{1,15})([KMG]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS.get((unit ?? '').toUpperCase()) ?? 1);
  if (!(bytes >= LEAST_MEMORY && bytes <= MOST_MEMORY))
    throw new CommandError(
      `--max-memory: expected a size of ${mebibytes(LEAST_MEMORY)} or more, such as 256M or 1G (default: ${mebibytes(DEFAULT_MEMORY)}), found '${text.slice(0, 20)}'`,
      EXIT.USAGE,
    );
  return bytes;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)}M`;
}
