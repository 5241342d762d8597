import type { Issue } from '../../model/issue.ts';

/** An input that cannot be opened or read, is not a capture, or is damaged in its compression. */
export class UnreadableInputError extends Error {
  /** The input as the caller named it. */
  readonly file: string;
  /** One line: what was expected and what was found. */
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
    this.name = 'UnreadableInputError';
    this.file = file;
    this.reason = reason;
  }
}

/**
 * Does an issue say that an input cannot be read? Damage inside a capture does not count: reading continues after it.
 */
export function isUnreadable({ layer, damage, file }: Issue): boolean {
  return damage && layer === 'input' && file !== null;
}
