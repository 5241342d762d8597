import { equalBytes } from '../../bytes/equal.ts';
import type { SipNote } from '../journal/notes.ts';

/** Did a message come in ESP with a good ICV? */
export function isVerified({ protection }: SipNote): boolean {
  return protection?.icv === 'good';
}

export function isFinal({ message }: SipNote): boolean {
  return (message.status ?? 0) >= 200;
}

/**
 * Messages of one REGISTER on Gm by trust: beside a request or a final response in verified ESP, a clear one that says
 * something else is not believed. A clear copy of it is what some hosts hand to a capture.
 */
export function byTrust(notes: readonly SipNote[]): { believed: SipNote[]; outvoted: SipNote[] } {
  const requests = notes.filter(note => note.message.status === null && isVerified(note));
  const finals = notes.filter(note => isFinal(note) && isVerified(note));
  const contradicts = (note: SipNote) => {
    if (note.protection !== null) return false;
    if (note.message.status === null) return requests.length > 0 && !requests.some(one => isCopy(one, note));
    return (
      isFinal(note) && finals.length > 0 && !finals.some(one => one.message.status === note.message.status)
    );
  };
  return { believed: notes.filter(note => !contradicts(note)), outvoted: notes.filter(contradicts) };
}

function isCopy({ message: one }: SipNote, { message: other }: SipNote): boolean {
  const { length } = one.bytes;
  return length === other.bytes.length && equalBytes(one.bytes, 0, other.bytes, 0, length);
}
