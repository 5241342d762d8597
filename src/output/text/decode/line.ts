import type { Paint, Tone } from '../tone.ts';
import { cutPair, cutText } from './cut-text.ts';
import type { LineLayout } from './line-layout.ts';

/** The parts of a line, safe for a terminal. */
export interface LineParts {
  /** Frame and time. */
  readonly head: string;
  readonly source: string;
  readonly destination: string;
  /** SA and ICV. */
  readonly mark: string;
  readonly markTone: Tone;
  /** Method or status. */
  readonly what: string;
  /** Who it is from and to, in at most so many characters. */
  readonly parties: (room: number) => string;
  readonly callId: string;
  readonly dialogTone: Tone;
}

/** A line without its line feed. What is too long is cut, so that the line is no wider than the layout. */
export function lineText(parts: LineParts, layout: LineLayout, paint: Paint): string {
  const { gap, width } = layout;
  const head = `${parts.head}${gap}`;
  const mark = parts.mark.padEnd(layout.mark);
  const what = cutText(parts.what, width / 3).padEnd(layout.message);
  // What is left is shared: a short text leaves its room to the others.
  const room = width - head.length - mark.length - what.length - 3 * gap.length;
  const source = parts.source.padEnd(layout.source);
  const needed = Math.max(layout.ends, cutPair(source, parts.destination, Number.POSITIVE_INFINITY).length);
  const who = parts.parties(Math.max(room - needed, Math.floor(SHARE_OF_PARTIES * room)));
  const roomOfEnds = room - who.length;
  const ends = cutPair(source, parts.destination, roomOfEnds).padEnd(Math.min(layout.ends, roomOfEnds));
  const tail = `${what}${gap}${withCallId(who, parts.callId, room - ends.length, layout)}`.trimEnd();
  const start = `${head}${ends}${gap}`;
  const length = start.length + mark.length + gap.length + tail.length;
  if (length > width) return `${start}${mark}${gap}${tail}`.slice(0, width);
  return `${start}${paint(parts.markTone, mark)}${gap}${paint(parts.dialogTone, tail)}`;
}

/** What users get of the room that they share with the ends, however long those are. */
const SHARE_OF_PARTIES = 0.4;

function withCallId(
  who: string,
  callId: string,
  room: number,
  { hasCallId, parties, gap }: LineLayout,
): string {
  const left = room - Math.max(who.length, parties) - gap.length;
  if (!hasCallId || left < 1) return who;
  return `${who.padEnd(parties)}${gap}${cutText(callId, left)}`;
}
