import type { Report } from '../model/issue.ts';
import { MAX_RESYNCHRONISATIONS } from './limits.ts';

/** What damage cost in the files that share this count. */
export interface CaptureLosses {
  /** Bytes stepped over, and those after the last record that could be believed. */
  bytesSkipped: number;
  /** Times that reading went on behind damage. */
  resynchronisations: number;
}

/** Nothing lost yet. */
export function noLosses(): CaptureLosses {
  return { bytesSkipped: 0, resynchronisations: 0 };
}

/** Why a reader cannot go on at a place, said with what the search for a better place came to. */
export interface Damage {
  readonly code: string;
  /** Number that the damaged record would have had; null for what is no frame. */
  readonly frame: number | null;
  /** File offset of the damaged record. */
  readonly offset: number;
  /** One line: what was expected and what was found. */
  readonly message: string;
}

/** Reports the damage in one file and counts what it cost. */
export class DamageLog {
  readonly #file: number;
  readonly #report: Report;
  readonly #losses: CaptureLosses;
  #resynchronisations = 0;

  /** @param losses counts of all files together */
  constructor(file: number, report: Report, losses: CaptureLosses) {
    this.#file = file;
    this.#report = report;
    this.#losses = losses;
  }

  /** Something that does not keep the reader from what comes next. */
  note({ code, frame, offset, message }: Damage): void {
    this.#report({ code, layer: 'capture', damage: true, file: this.#file, frame, offset, message });
  }

  /**
   * Reading goes on at a later offset. False when there has been so much damage that the file is to be given up,
   * which has been reported then.
   */
  resumed(damage: Damage, offset: number): boolean {
    const skipped = offset - damage.offset;
    this.#losses.bytesSkipped += skipped;
    this.#losses.resynchronisations++;
    this.note({
      ...damage,
      message: `${damage.message}; ${skipped} bytes skipped, reading resumes at ${offset}`,
    });
    if (++this.#resynchronisations < MAX_RESYNCHRONISATIONS) return true;
    const message = `expected fewer than ${MAX_RESYNCHRONISATIONS} damaged places in a file, found more; the rest is not read`;
    this.note({ code: 'too-damaged', frame: null, offset, message });
    return false;
  }

  /** The file ended at this offset, and nothing from the damage on could be believed. */
  lost(damage: Damage, end: number): void {
    const skipped = end - damage.offset;
    this.#losses.bytesSkipped += skipped;
    this.note({ ...damage, message: `${damage.message}; the last ${skipped} bytes of the file are lost` });
  }
}
