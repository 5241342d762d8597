import { fromLatin1 } from './latin1.ts';

/** Reads a text of one character a byte (latin1) as UTF-8; bytes that are no UTF-8 become U+FFFD. */
export function utf8FromLatin1(text: string): string {
  return ASCII.test(text) ? text : DECODER.decode(fromLatin1(text));
}

/** The UTF-8 bytes of a text as one character a byte: the other way round. */
export function latin1FromUtf8(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

const ASCII = /^[\0-\x7f]*$/;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
