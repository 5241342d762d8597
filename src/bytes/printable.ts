/**
 * Text safe for a terminal and for one line: C0 and C1 controls, DEL, the bidirectional controls and the
 * line separators become `\xNN` or `\uNNNN`; everything else stays.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like `printable`, but CR LF and LF stay line breaks and tabs stay: for messages of several lines. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(escapeButTabs).join('\n');
}

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeButTabs(line: string): string {
  return line.split('\t').map(printable).join('\t');
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
