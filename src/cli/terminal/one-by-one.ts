import { CommandError, note, type Terminal } from './terminal.ts';

/**
 * Makes the parts of an output one by one. A part that cannot be made, for example because it is longer than a string
 * can be, is named on standard error, and the others are printed.
 */
export class OneByOne {
  readonly #terminal: Terminal;
  /** Is a part missing? */
  isIncomplete = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * The part that `make` gives; empty if it throws.
   *
   * @param about names the part for a reader.
   * @throws CommandError of `make`: the output is closed, or full.
   */
  part(about: string, make: () => string): string {
    try {
      return make();
    } catch (error) {
      if (error instanceof CommandError) throw error;
      this.isIncomplete = true;
      const message = (error as Error).message;
      note(this.#terminal, `${about}: expected a text that can be printed, found ${message} [unprintable]`);
      return '';
    }
  }
}
