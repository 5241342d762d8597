import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { type LaneWasm, loadLaneWasm, UNSURE } from '../../../src/lane/wasm/lane-wasm.ts';

const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
const octets = new Uint8Array(memory.buffer);
const words = new Int32Array(memory.buffer);
const wasm = loadLaneWasm(memory, 0) as LaneWasm;
const TEXT = 65_536;
const PAIRS = 32_768;

function runsOf(text: string, at: number, capacity = 100): [number, number][] | null {
  octets.fill(0x61, TEXT, TEXT + 8192);
  octets.set(fromLatin1(text), TEXT + at);
  const count = wasm.longRuns(TEXT + at, text.length, 22, PAIRS, capacity);
  if (count === UNSURE) return null;
  const word = (index: number) => (words[PAIRS / 4 + index] as number) - TEXT - at;
  return Array.from({ length: count }, (_, i) => [word(2 * i), word(2 * i + 1)]);
}

const expected = (text: string) =>
  [...text.matchAll(/[A-Za-z0-9+/_-]{22,}/g)].map(({ index, 0: run }) => [index, index + run.length]);

test('the runs that a regular expression finds, wherever they begin and end', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'AZaz09+/_-'), maxLength: 200 });
  const others = fc.string({
    unit: fc.constantFrom(...'@[`{,.:=\r\n \u00e1\u00c1\u0001'),
    minLength: 1,
    maxLength: 90,
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(digits, others), { maxLength: 20 }), fc.nat(70), (pieces, at) => {
      const text = pieces.join('');
      expect(runsOf(text, at)).toEqual(expected(text));
    }),
    { numRuns: 3000 },
  );
});

test('with more than the capacity none of them counts', () => {
  const text = `${'a'.repeat(22)} ${'b'.repeat(22)}`;
  expect(runsOf(text, 3, 2)).toHaveLength(2);
  expect(runsOf(text, 3, 1)).toBeNull();
});

test('ASCII is told from other octets at any place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(40), (text, at) => {
      octets.fill(0xff, TEXT, TEXT + 256);
      octets.set(text, TEXT + at);
      expect(wasm.isAscii(TEXT + at, text.length)).toBe(text.every(octet => octet < 128));
      const ascii = text.map(octet => octet & 127);
      octets.set(ascii, TEXT + at);
      expect(wasm.isAscii(TEXT + at, text.length)).toBe(true);
    }),
  );
});
