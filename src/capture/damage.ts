import type { Report } from '../model/issue.ts';
import { MAX_RESYNCHRONISATIONS } from './limits.ts';

/** Losses from damage, in all files that share this count. */
export interface CaptureLosses {
  /** Bytes skipped, also those after the last plausible record. */
  bytesSkipped: number;
  /** How often reading resumed after damage. */
  resynchronisations: number;
}

/** Nothing lost yet. */
export function noLosses(): CaptureLosses {
  return { bytesSkipped: 0, resynchronisations: 0 };
}

/** Why a reader cannot go on at a place. It is reported together with the result of the search for a better place. */
export interface Damage {
  readonly code: string;
  /** Number that the damaged record would have had; null if it is not a frame. */
  readonly frame: number | null;
  /** File offset of the damaged record. */
  readonly offset: number;
  /** One line: `expected X, found Y`. */
  readonly message: string;
}

/** Reports the damage in one file and counts the losses. */
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

  /** Reports damage after which the reader can go on at once. */
  note({ code, frame, offset, message }: Damage): void {
    this.#report({ code, layer: 'capture', damage: true, file: this.#file, frame, offset, message });
  }

  /**
   * Reports that reading resumes at a later offset. False if the file has too much damage to go on, which is reported
   * as well.
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

  /** Reports that the file ended at this offset without a plausible record after the damage. */
  lost(damage: Damage, end: number): void {
    const skipped = end - damage.offset;
    this.#losses.bytesSkipped += skipped;
    this.note({ ...damage, message: `${damage.message}; the last ${skipped} bytes of the file are lost` });
  }
}
