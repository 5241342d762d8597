import type { RegistrationCase } from '../cases/case.ts';
import { notesDuring } from '../cases/time-window.ts';
import { isUplink } from '../journal/esp-activity.ts';
import { type SipNote, secondsBetween } from '../journal/notes.ts';
import { ANSWER_TIME, secondsLeft } from './evidence.ts';

/** A request with its retransmissions and its responses. */
export interface Exchange {
  /** At least one. */
  readonly requests: SipNote[];
  readonly responses: SipNote[];
}

/** Requests with the responses of the same Call-ID and CSeq, in order. Without ACK, which has no response. */
export function exchangesOf(notes: readonly SipNote[]): Exchange[] {
  const found = new Map<number, Exchange>();
  for (const note of notes) {
    const { transaction } = note;
    if (transaction === null) continue;
    let one = found.get(transaction);
    if (one === undefined) {
      one = { requests: [], responses: [] };
      found.set(transaction, one);
    }
    (note.status === null ? one.requests : one.responses).push(note);
  }
  return [...found.values()].filter(({ requests }) => requests.length > 0);
}

/** The exchanges of other methods than REGISTER while a registration goes on. Several rules ask, so they are kept. */
export function exchangesDuring(subject: RegistrationCase): readonly Exchange[] {
  const known = KEPT.get(subject);
  if (known !== undefined) return known;
  const found = exchangesOf(notesDuring(subject, subject.others));
  KEPT.set(subject, found);
  return found;
}

const KEPT = new WeakMap<RegistrationCase, readonly Exchange[]>();

/**
 * Was there time for an answer: was the request repeated for two seconds, or is the capture long enough? Not if the
 * addressee sent something of which no whole message was captured.
 */
export function hasWaited(subject: RegistrationCase, { requests }: Exchange): boolean {
  const [first] = requests as [SipNote, ...SipNote[]];
  const last = requests.at(-1) as SipNote;
  if (subject.capture.signs.between([first.destination], [first.source], first).length > 0) return false;
  const isRepeated = requests.length > 1 && secondsBetween(first, last) >= 2;
  // If the capture itself loses packets, a single missing response proves nothing.
  if (subject.capture.gapFrames.length > 0) return isRepeated && requests.length > 2;
  return isRepeated || secondsLeft(subject, last) >= ANSWER_TIME;
}

/** Did the UE send this in ESP of an agreement? */
export function isProtectedUplink({ protection }: SipNote): boolean {
  const sa = protection?.sa ?? null;
  return sa !== null && isUplink(sa);
}
