import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../../src/bytes/latin1.ts';
import { type LaneWasm, loadLaneWasm, SCRATCH_LENGTH, UNSURE } from '../../../src/lane/wasm/lane-wasm.ts';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
const octets = new Uint8Array(memory.buffer);
const wasm = loadLaneWasm(memory, 0) as LaneWasm;

/** The escaped text, after a check that nothing behind it was written; null if the text is not ASCII. */
function escaped(text: string): string | null {
  // The text ends with the memory: no octet behind it can be read.
  const from = octets.length - text.length;
  octets.fill(0xaa, SCRATCH_LENGTH, from);
  octets.set(fromLatin1(text), from);
  const length = wasm.escapeJson(from, text.length, SCRATCH_LENGTH + 1);
  if (length === UNSURE) return null;
  expect(octets.slice(SCRATCH_LENGTH + 1 + length, from).every(octet => octet === 0xaa)).toBe(true);
  expect(octets[SCRATCH_LENGTH]).toBe(0xaa);
  expect(latin1(octets.slice(from))).toBe(text);
  return latin1(octets.slice(SCRATCH_LENGTH + 1, SCRATCH_LENGTH + 1 + length));
}

function characters(least: number, most: number, maxLength: number) {
  const character = fc.integer({ min: least, max: most }).map(code => String.fromCharCode(code));
  return fc.array(character, { maxLength }).map(some => some.join(''));
}

describe('escapeJson', () => {
  test('writes each ASCII character as JSON.stringify does', () => {
    const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    for (const text of [...all, all.join('')]) expect(`"${escaped(text)}"`).toBe(JSON.stringify(text));
  });

  test('does so for any text', () => {
    const lines = fc.array(fc.oneof(characters(32, 126, 60), characters(0, 127, 5)), { maxLength: 12 });
    fc.assert(
      fc.property(lines, some => {
        const text = some.join('\r\n');
        expect(`"${escaped(text)}"`).toBe(JSON.stringify(text));
      }),
    );
  });

  test('is unsure of a text with any other character, wherever it is', () => {
    fc.assert(
      fc.property(
        characters(0, 127, 40),
        fc.integer({ min: 128, max: 255 }),
        characters(0, 127, 40),
        (before, code, after) => {
          expect(escaped(before + String.fromCharCode(code) + after)).toBeNull();
        },
      ),
    );
  });
});
