import { ownText } from '../bytes/latin1.ts';

/**
 * Most characters of an identity, Call-ID, nonce or realm that is kept: real ones have some tens, few have hundreds.
 */
export const LONGEST_TEXT = 1024;

/** A copy of a text that outlives its message; null if it is longer than any real one. */
export function keptText(text: string): string | null;
export function keptText(text: string | null): string | null;
export function keptText(text: string | null): string | null {
  return text === null || text.length > LONGEST_TEXT ? null : ownText(text);
}
