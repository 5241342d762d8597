import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printableLines } from '../../../src/bytes/printable.ts';
import { INDENT, indentedLines } from '../../../src/output/text/indented-lines.ts';

function whole(text: string): string {
  return [...indentedLines(text)].join('');
}

/** What it is to give, all at once. */
function expected(text: string): string {
  const lines = printableLines(text).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(line => `${`${INDENT}${line}`.trimEnd()}\n`).join('');
}

describe('the lines of a message', () => {
  test.each([
    ['a\r\nb\n', `${INDENT}a\n${INDENT}b\n`],
    ['a\n\n\nb', `${INDENT}a\n\n\n${INDENT}b\n`],
    ['a \t\n \n', `${INDENT}a\n\n`],
    ['a\u001b\r', `${INDENT}a\\x1b\\x0d\n`],
    ['', ''],
  ])('of %j are indented and safe', (text, lines) => {
    expect(whole(text)).toBe(lines);
  });

  test('are what they would be all at once', () => {
    const characters = fc.constantFrom('a', ' ', '\t', '\r', '\n', '\u0085', '\u00a0', '\u001b', 'é');
    fc.assert(
      fc.property(
        fc.string({ unit: characters, minLength: 1 }),
        fc.integer({ min: 65_530, max: 65_540 }),
        (text, length) => {
          const long = `${text}${'x'.repeat(length)}${text}`;
          expect(whole(text)).toBe(expected(text));
          expect(whole(long)).toBe(expected(long));
        },
      ),
    );
  });

  test('come in pieces, of a million lines and of one line', () => {
    for (const text of ['\n'.repeat(1_000_000), '\u0001'.repeat(1_000_000)]) {
      const pieces = [...indentedLines(text)];
      expect(pieces.length).toBeGreaterThan(10);
      expect(pieces.every(piece => piece.length <= 5 * 65_536)).toBe(true);
    }
  });
});
