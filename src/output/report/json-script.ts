import { printableJson } from '../../bytes/printable.ts';

/**
 * A value as JSON inside a page, which no browser executes. Its content cannot end the element, or start a comment or a
 * character reference (HTML §4.12.1.3). What is invisible or changes the direction of text is escaped.
 *
 * @param kind its class, by which the page finds it.
 */
export function jsonScript(kind: string, value: object): string {
  return `<script type="application/json" class="${kind}">${printableJson(value).replace(SPECIAL, escapeCharacter)}</script>\n`;
}

/** Like `jsonScript` for texts of any length, in pieces: of 15 MB at once each step would take a copy. */
export function* textScript(kind: string, texts: readonly string[]): Generator<string, void, undefined> {
  let gathered = `<script type="application/json" class="${kind}">[`;
  for (const [i, text] of texts.entries()) {
    gathered += i === 0 ? '"' : ',"';
    // A surrogate that is cut off from its other half becomes an escape, and both together are the character again.
    for (let at = 0; at < text.length; at += PIECE) {
      gathered += printableJson(text.slice(at, at + PIECE))
        .slice(1, -1)
        .replace(SPECIAL, escapeCharacter);
      if (gathered.length < PIECE) continue;
      yield gathered;
      gathered = '';
    }
    gathered += '"';
  }
  yield `${gathered}]</script>\n`;
}

/** Characters of a text that are escaped at once: a message on UDP fits. */
const PIECE = 64 * 1024;

/** In JSON these occur only inside strings. */
const SPECIAL = /[<>&]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
