import { OctetEscapes, type OctetWriter } from '../../bytes/octet-writer.ts';
import { printableJson } from '../../bytes/printable.ts';

/**
 * A value as JSON inside a page, which no browser executes. Its content cannot end the element, or start a comment or a
 * character reference (HTML §4.12.1.3). What is invisible or changes the direction of text is escaped.
 *
 * @param kind its class, by which the page finds it.
 */
export function jsonScript(kind: string, value: object): string {
  return `${scriptHead(kind)}${jsonInScript(value)}${SCRIPT_TAIL}`;
}

/** What is before the JSON. */
export function scriptHead(kind: string): string {
  return `<script type="application/json" class="${kind}">`;
}

/** What is behind it. */
export const SCRIPT_TAIL = '</script>\n';

/** A value as the JSON of such an element, or a part of it. */
export function jsonInScript(value: object | string): string {
  return printableJson(value).replace(SPECIAL, escapeCharacter);
}

/** A text of any length as it is between the quotes, in pieces: of 15 MB at once each step would take a copy. */
export function* textInScript(text: string): Generator<string, void, undefined> {
  // A surrogate that is cut off from its other half becomes an escape, and both together are the character again.
  for (let at = 0; at < text.length; at += PIECE) yield jsonInScript(text.slice(at, at + PIECE)).slice(1, -1);
}

/** The same for ASCII octets; false, with nothing written, if they are not ASCII. */
export function writeAsciiInScript(to: OctetWriter, bytes: Uint8Array, start: number, end: number): boolean {
  return to.escaped(bytes, start, end, ASCII);
}

/** Characters of a text that are escaped at once: a message on UDP fits. */
const PIECE = 64 * 1024;

/** In JSON these occur only inside strings. */
const SPECIAL = /[<>&]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const ASCII = new OctetEscapes(octet =>
  octet > 0x7f ? null : jsonInScript(String.fromCharCode(octet)).slice(1, -1),
);
