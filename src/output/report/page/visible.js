/**
 * Text as a person should see it: characters that do not show, or that change how others show (controls, bidirectional
 * overrides, zero-width characters, blanks other than the space), become `\xNN`, `\uNNNN` or `\u{N}`.
 *
 * @param {string} text
 * @returns {string}
 */
export function visible(text) {
  return text.replace(HIDDEN, escapeCharacter);
}

/**
 * The same in pieces, so that an escaped character differs from a literal `\x1b`.
 *
 * @param {string} text
 * @returns {{ text: string, escaped: boolean }[]}
 */
export function visiblePieces(text) {
  /** @type {{ text: string, escaped: boolean }[]} */
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), escaped: false });
    pieces.push({ text: escapeCharacter(match[0]), escaped: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), escaped: false });
  return pieces;
}

/** Controls, format characters, lone surrogates, blanks but the space, and what is not shown or looks like a blank. */
const HIDDEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** @param {string} character */
function escapeCharacter(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}
