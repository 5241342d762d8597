import type { FrameReference } from '../../model/capture.ts';
import type { IssueLayer, Report } from '../../model/issue.ts';

/** Reports damage in this layer, one Issue each time; the receiver may bound them. */
export class DamageReport {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Reports damage. `offset` is that in the captured frame, or null when the bytes were reassembled. */
  damage(
    code: string,
    layer: IssueLayer,
    where: FrameReference,
    offset: number | null,
    message: string,
  ): void {
    this.#report({ code, layer, damage: true, file: where.file, frame: where.frame, offset, message });
  }
}
