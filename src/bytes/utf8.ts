import { fromLatin1 } from './latin1.ts';

/** Decodes a latin1 text (one character per byte) as UTF-8; invalid bytes become U+FFFD. */
export function utf8FromLatin1(text: string): string {
  return ASCII.test(text) ? text : DECODER.decode(fromLatin1(text));
}

/** The UTF-8 bytes of a text as a latin1 text (one character per byte). */
export function latin1FromUtf8(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

const ASCII = /^[\0-\x7f]*$/;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
