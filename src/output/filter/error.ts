import { printable } from '../../bytes/printable.ts';

/** A mistake in a display filter, and its place. */
export class FilterError extends Error {
  /** The place in the filter, from `start` to before `end`. */
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.name = 'FilterError';
    this.start = start;
    this.end = end;
  }
}

/** The filter with the place marked below it, as compilers do: `^~~~`. */
export function markedText(filter: string, { start, end }: FilterError): string {
  const indent = printable(filter.slice(0, start)).length;
  const width = Math.max(1, printable(filter.slice(start, end)).length);
  return `  ${printable(filter)}\n  ${' '.repeat(indent)}^${'~'.repeat(width - 1)}`;
}
