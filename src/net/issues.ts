import type { IssueLayer, Report } from '../model/issue.ts';

/** The frame that an Issue is about; an Origin and a CaptureRecord both fit. */
export interface FrameReference {
  readonly file: number;
  readonly frame: number;
}

/**
 * Reports damage found by this layer, but each code only up to a limit: a capture can be damaged in the same
 * way in every packet. The rest is counted and said once at the end.
 */
export class LimitedReport {
  readonly #report: Report;
  readonly #limit: number;
  readonly #seen = new Map<string, { count: number; layer: IssueLayer }>();

  /** @param limit Issues of one code that are passed on. */
  constructor(report: Report, limit: number) {
    this.#report = report;
    this.#limit = limit;
  }

  /** Reports damage. `offset` is that in the captured frame, or null when the bytes were reassembled. */
  damage(
    code: string,
    layer: IssueLayer,
    where: FrameReference,
    offset: number | null,
    message: string,
  ): void {
    const seen = this.#seen.get(code);
    if (seen === undefined) this.#seen.set(code, { count: 1, layer });
    else if (++seen.count > this.#limit) return;
    this.#report({ code, layer, damage: true, file: where.file, frame: where.frame, offset, message });
  }

  /** Says how many Issues of each code were not passed on. */
  end(): void {
    for (const [code, { count, layer }] of this.#seen) {
      const hidden = count - this.#limit;
      if (hidden <= 0) continue;
      const message = `${hidden} more of the same were found and are not listed`;
      this.#report({ code, layer, damage: true, file: null, frame: null, offset: null, message });
    }
    this.#seen.clear();
  }
}
