import type { FrameReference } from '../model/capture.ts';
import type { Finding } from '../model/diagnosis.ts';

/** A finding that explains what happens in other frames. */
export interface Explaining {
  readonly finding: Finding;
  readonly frames: readonly FrameReference[];
}

/** A finding with a reference to each other one that explains it, if that is an error or warning and at least likely. */
export function withCauses(finding: Finding, causes: readonly Explaining[]): Finding {
  const shown = new Set(finding.frames.map(nameOf));
  const explaining = causes.filter(
    cause =>
      cause.finding.rule !== finding.rule &&
      cause.finding.severity !== 'note' &&
      cause.finding.confidence !== 'possible' &&
      cause.frames.some(frame => shown.has(nameOf(frame))),
  );
  const texts = explaining.map(
    cause => `${cause.finding.rule} explains it: ${lowerFirst(cause.finding.title)}.`,
  );
  return texts.length === 0 || finding.severity === 'note'
    ? finding
    : { ...finding, detail: `${finding.detail} ${texts.join(' ')}` };
}

function lowerFirst(title: string): string {
  return /^(?:The|A|An|No|Another|Packets) /.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
