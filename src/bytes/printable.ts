/**
 * Text safe for a terminal and for one line: controls (C0, DEL, C1), line separators, and characters that are not seen
 * or turn the direction of others become `\xNN`, `\uNNNN` or `\u{NNNNN}`; everything else stays.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like `printable`, but CR LF and LF stay line breaks and tabs stay: for messages of several lines. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(escapeButTabs).join('\n');
}

/** A value as JSON in one line, in which the characters that `printable` escapes are escaped, too. */
export function printableJson(value: object): string {
  const text = JSON.stringify(value);
  return ORDINARY.test(text) ? text : text.replace(UNSAFE, escapeUnits);
}

/**
 * Unicode's controls, format characters (bidirectional, zero-width, tags), separators of lines and paragraphs, lone
 * surrogates, and what is not shown where it is not supported (fillers, variation selectors).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** What most lines of JSON are made of, found out faster than the rest. */
const ORDINARY = /^[ -~]*$/;

function escapeButTabs(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscape(code);
}

/** As JSON has it: an escape for each UTF-16 unit. */
function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += unitEscape(character.charCodeAt(i));
  return escaped;
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
