import { spiText } from '../../bytes/hex.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { StepKind, StepMark, TimelineStep } from '../../model/diagnosis.ts';
import { framesOf, type Moment, type SipNote } from '../journal/notes.ts';

/** A step at the time of its first frame. */
export function stepOf(
  kind: StepKind,
  mark: StepMark,
  at: Moment,
  frames: readonly FrameReference[],
  text: string,
): TimelineStep {
  const { seconds, nanoseconds } = at;
  return { kind, mark, seconds, nanoseconds, frames: framesOf(frames), text };
}

/** How a message went: `(ESP uc->ps of set 1, ICV good)` or `(unprotected)`. */
export function wayOf({ protection }: SipNote): string {
  if (protection === null) return '(unprotected)';
  const { sa, spi, icv } = protection;
  const name =
    sa === null || sa.name === 'unknown' ? `SPI ${spiText(spi)}` : `${sa.name} of set ${sa.set.id}`;
  return `(ESP ${name}, ICV ${icv})`;
}

/** `, 835 octets over UDP`: the size of a message decides whether it may go over UDP (RFC 3261 §18.1.1). */
export function sizeText({ message, transport }: SipNote): string {
  return `, ${message.bytes.length} octets over ${transport.toUpperCase()}`;
}

/** `, sent 3 times` for retransmissions; empty for one. */
export function timesText(count: number): string {
  return count > 1 ? `, sent ${count} times` : '';
}
