import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  INTERFACE_WORDS,
  OPTION,
  optionsLength,
  PACKET_WORDS,
  readOptions,
  SECTION_WORDS,
  writeOptions,
} from '../../../src/capture/pcapng/pcapng-options.ts';
import { interfaceBlock } from '../../support/captures/pcapng-blocks.ts';

function optionsOf(options: { code: number; value: number[] }[], bigEndian: boolean): Uint8Array {
  return interfaceBlock({ linkType: 1, options }, bigEndian).subarray(16, -4);
}

const plain = (options: ReturnType<typeof readOptions>) => options.map(({ code, value }) => [code, ...value]);

describe('reading', () => {
  test.each([false, true])('texts as they are, up to the end mark, big-endian %s', bigEndian => {
    const bytes = optionsOf(
      [
        { code: 1, value: [65, 66, 67] },
        { code: 2, value: [] },
      ],
      bigEndian,
    );
    expect(plain(readOptions(bytes, 0, bytes.length, bigEndian, SECTION_WORDS))).toEqual([
      [1, 65, 66, 67],
      [2],
    ]);
  });

  test('numbers become little-endian', () => {
    const speed = { code: 8, value: [0, 0, 0, 0, 0, 0, 1, 2] };
    const zone = { code: 10, value: [0, 0, 0x0e, 0x10] };
    const address = { code: 4, value: [10, 0, 0, 1, 255, 255, 255, 0] };
    const bytes = optionsOf([speed, zone, address], true);
    expect(plain(readOptions(bytes, 0, bytes.length, true, INTERFACE_WORDS))).toEqual([
      [8, 2, 1, 0, 0, 0, 0, 0, 0],
      [10, 0x10, 0x0e, 0, 0],
      [4, 10, 0, 0, 1, 255, 255, 255, 0],
    ]);
  });

  test('a custom option has a number first', () => {
    const bytes = optionsOf([{ code: 2989, value: [0, 0, 0x7e, 0xd9, 1, 2] }], true);
    expect(plain(readOptions(bytes, 0, bytes.length, true, PACKET_WORDS))).toEqual([
      [2989, 0xd9, 0x7e, 0, 0, 1, 2],
    ]);
  });

  test('what nobody knows is kept in little-endian and left out in big-endian', () => {
    const unknown = [{ code: 4711, value: [1, 2] }];
    const little = optionsOf(unknown, false);
    expect(plain(readOptions(little, 0, little.length, false, PACKET_WORDS))).toEqual([[4711, 1, 2]]);
    const big = optionsOf(unknown, true);
    expect(readOptions(big, 0, big.length, true, PACKET_WORDS)).toEqual([]);
  });

  test('any bytes: never a throw, never a value beyond the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, bigEndian) => {
        const options = readOptions(bytes, 0, bytes.length, bigEndian, PACKET_WORDS);
        const length = options.reduce((sum, { value }) => sum + 4 + value.length, 0);
        expect(length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

test.each([
  [2, 3],
  [2, 8],
  [4, 4],
  [5, 21],
  [6, 0],
  [7, 0],
  [2988, 3],
  [2989, 0],
])('option %d of a packet with %d octets is left out, those around it stay', (code, length) => {
  const comment = { code: OPTION.COMMENT, value: Uint8Array.of(65) };
  const options = [comment, { code, value: new Uint8Array(length) }, comment];
  const bytes = new Uint8Array(optionsLength(options));
  writeOptions(new DataView(bytes.buffer), 0, options);
  expect(readOptions(bytes, 0, bytes.length, false, PACKET_WORDS)).toEqual([comment, comment]);
});

test('what was written is read again', () => {
  const option = fc.record({
    code: fc.integer({ min: 1, max: 0xffff }),
    value: fc.uint8Array({ maxLength: 40 }),
  });
  const length = (code: number) => PACKET_WORDS.get(code);
  const sound = option.filter(
    ({ code, value }) => value.length > 3 && value.length === (length(code) ?? value.length),
  );
  fc.assert(
    fc.property(fc.array(sound, { maxLength: 6 }), fc.integer({ min: 0, max: 3 }), (options, words) => {
      const bytes = new Uint8Array(4 * words + optionsLength(options) + 4);
      writeOptions(new DataView(bytes.buffer), 4 * words, options);
      expect(readOptions(bytes, 4 * words, bytes.length, false, PACKET_WORDS)).toEqual(options);
    }),
  );
});
