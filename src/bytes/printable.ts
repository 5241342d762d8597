/**
 * Text that is safe for a terminal, in one line: controls (C0, DEL, C1), line separators, invisible characters and
 * those that change the text direction become `\xNN`, `\uNNNN` or `\u{NNNNN}`; everything else stays.
 */
export function printable(text: string): string {
  return ORDINARY.test(text) ? text : text.replace(UNSAFE, escapeCharacter);
}

/** Like `printable`, but CR LF and LF stay line breaks and tabs stay: for messages of several lines. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(escapeButTabs).join('\n');
}

/** A value as JSON in one line. The characters that `printable` escapes are escaped here, too. */
export function printableJson(value: object | string): string {
  const text = JSON.stringify(value);
  return ORDINARY.test(text) ? text : text.replace(UNSAFE, escapeUnits);
}

/**
 * Unicode's controls, format characters (bidirectional, zero-width, tags), separators of lines and paragraphs, lone
 * surrogates, and characters that are ignored if not supported (fillers, variation selectors).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Most texts have only these characters, and this test is the fastest. */
const ORDINARY = /^[ -~]*$/;

function escapeButTabs(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscape(code);
}

/** An escape for each UTF-16 unit, as in JSON. */
function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) escaped += unitEscape(character.charCodeAt(i));
  return escaped;
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
