/**
 * A value as JSON that a page carries and no browser runs. Whatever it says, it cannot end the element that it is in,
 * nor open a comment or a character reference (HTML §4.12.1.3).
 *
 * @param kind its class, by which the page finds it.
 */
export function jsonScript(kind: string, value: unknown): string {
  return `<script type="application/json" class="${kind}">${JSON.stringify(value).replace(SPECIAL, escapeCharacter)}</script>\n`;
}

/** All of these occur in JSON only inside strings. */
const SPECIAL = /[<>&\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
