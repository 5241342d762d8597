import type { FrameReference } from '../model/capture.ts';
import type { Finding } from '../model/diagnosis.ts';
import type { SipNote } from './journal/notes.ts';

/** What of a capture the analysis could not look at, or had to forget. */
export interface Unseen {
  /** Notes, SA sets, keys, challenges and registrations that were dropped because a table was full. */
  readonly dropped: number;
  /** Frames with a message whose header the snap length cut: what it lacks may have been there. */
  readonly cut: ReadonlySet<string>;
}

/** The frames of messages whose header was cut. */
export function cutFrames(notes: readonly SipNote[]): ReadonlySet<string> {
  return new Set(
    notes.filter(({ message }) => message.problem === 'header-section-cut').map(note => nameOf(note)),
  );
}

/**
 * A finding that is certain only as far as everything was seen: `likely` if it rests on a message that was cut, or if
 * something was dropped that might change it. Notes state facts of the capture and stay as they are.
 */
export function asSureAsSeen(finding: Finding, { dropped, cut }: Unseen): Finding {
  const { confidence, severity, frames, settle } = finding;
  if (confidence !== 'certain' || severity === 'note') return finding;
  if (frames.some(frame => cut.has(nameOf(frame))))
    return { ...finding, confidence: 'likely', settle: settle ?? WHOLE };
  return dropped === 0 ? finding : { ...finding, confidence: 'likely', settle: settle ?? MORE_MEMORY };
}

const WHOLE = 'Capture with -s 0: the snap length cut a message that this rests on.';
const MORE_MEMORY = 'Read the capture in parts, or with more memory (--max-memory): a table was full.';

function nameOf({ file, frame }: FrameReference): string {
  return `${file}:${frame}`;
}
