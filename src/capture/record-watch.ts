import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';

const DAY = 86_400;
const YEAR = 366 * DAY;

/** Reports odd records of a file that could be read anyway: each kind once, with its frame. */
export class RecordWatch {
  readonly #report: Report;
  #last = -1;
  #jumped = false;
  #empty = false;

  constructor(report: Report) {
    this.#report = report;
  }

  /** May a record follow at that second without a word? */
  isUsual(seconds: number): boolean {
    const ahead = seconds - this.#last;
    return this.#last < 0 || (ahead >= -DAY && ahead <= YEAR);
  }

  look(record: CaptureRecord): void {
    const { seconds } = record;
    if (record.data.length === 0 && !this.#empty) this.#reportEmpty(record);
    // A packet without a time (Simple Packet Block) has time 0.
    if (seconds === 0) return;
    if (!this.isUsual(seconds) && !this.#jumped) this.#reportJump(record);
    this.#last = seconds;
  }

  /** Takes note of records that are not odd, the last of them at that second. */
  passed(seconds: number): void {
    this.#last = seconds;
  }

  #reportJump(record: CaptureRecord): void {
    this.#jumped = true;
    const range = `a time from a day before the last frame (${this.#last}) to a year after it`;
    this.#odd(record, 'time-jump', `expected ${range}, found ${record.seconds}`);
  }

  #reportEmpty(record: CaptureRecord): void {
    this.#empty = true;
    const wire = `a frame of ${record.originalLength} bytes`;
    this.#odd(record, 'zero-length-record', `expected captured bytes of ${wire}, found none`);
  }

  #odd({ file, frame, offset }: CaptureRecord, code: string, message: string): void {
    this.#report({ code, layer: 'capture', damage: false, file, frame, offset, message });
  }
}
