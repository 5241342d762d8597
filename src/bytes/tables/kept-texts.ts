import { hashBytes, hashStart } from '../hash.ts';
import { latin1 } from '../latin1.ts';

/**
 * The texts of octets that come again and again, such as names and Call-IDs: the last ones are kept, each in the place of
 * its hash, so that equal octets give the same string.
 */
export class KeptTexts {
  readonly #texts = new Array<string>(PLACES).fill('');

  /** Octets `start` to `end`, mapped one to one to U+0000–U+00FF. */
  of(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return latin1(bytes, start, end);
    const place = hashBytes(hashStart(), bytes, start, end) & (PLACES - 1);
    const kept = this.#texts[place] as string;
    if (kept.length === length && isText(kept, bytes, start)) return kept;
    const text = latin1(bytes, start, end);
    this.#texts[place] = text;
    return text;
  }
}

const PLACES = 2048;
/** Octets of the longest text that is kept: half a megabyte in all. */
const LONGEST = 256;

function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
