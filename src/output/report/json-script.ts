/**
 * A value as JSON inside a page, which no browser executes. Its content cannot end the element, or start a comment or a
 * character reference (HTML §4.12.1.3).
 *
 * @param kind its class, by which the page finds it.
 */
export function jsonScript(kind: string, value: unknown): string {
  return `<script type="application/json" class="${kind}">${JSON.stringify(value).replace(SPECIAL, escapeCharacter)}</script>\n`;
}

/** In JSON these occur only inside strings. */
const SPECIAL = /[<>&\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
