import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lengthValue, longLengthValue, optionalElements } from '../../../src/access/nas/elements.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const read = (hex: string, fixed?: ReadonlyMap<number, number>) => {
  const { values, whole } = optionalElements(octets(hex), 0, fixed);
  return { values: [...values].map(([id, value]) => [id, Buffer.from(value).toString('hex')]), whole };
};

describe('optional elements of NAS', () => {
  test.each([
    ['', { values: [], whole: true }],
    // Half an octet with its value, a length of one octet, a length of two octets.
    [
      'd1 28 03 696d73 7b 0002 80ff',
      {
        values: [
          [0xd0, 'd1'],
          [0x28, '696d73'],
          [0x7b, '80ff'],
        ],
        whole: true,
      },
    ],
    // The first of two counts.
    ['28 01 61 28 01 62', { values: [[0x28, '61']], whole: true }],
    ['28 04 696d73', { values: [], whole: false }],
    ['d1 28', { values: [[0xd0, 'd1']], whole: false }],
    ['7b 00', { values: [], whole: false }],
  ])('%s', (hex, expected) => {
    expect(read(hex)).toEqual(expected);
  });

  test('elements without a length', () => {
    expect(read('58 32 d1', new Map([[0x58, 1]]))).toEqual({
      values: [
        [0x58, '32'],
        [0xd0, 'd1'],
      ],
      whole: true,
    });
  });

  test('values with their lengths', () => {
    expect(lengthValue(octets('02 0102 03'), 0)).toEqual(octets('0102'));
    expect(lengthValue(octets('02 01'), 0)).toBeNull();
    expect(lengthValue(octets('02 01'), 2)).toBeNull();
    expect(longLengthValue(octets('0002 0102 03'), 0)).toEqual(octets('0102'));
    expect(longLengthValue(octets('0003 0102'), 0)).toBeNull();
    expect(longLengthValue(octets('00'), 0)).toBeNull();
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, at) => {
        for (const value of optionalElements(bytes, at).values.values())
          expect(value.length).toBeLessThan(300);
      }),
    );
  });
});
