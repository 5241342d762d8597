import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OctetEscapes, OctetWriter } from '../../src/bytes/octet-writer.ts';

const textOf = (writer: OctetWriter) => new TextDecoder().decode(writer.written);

test('numbers as String writes them', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), number => {
      const writer = new OctetWriter(1);
      writer.number(number);
      expect(textOf(writer)).toBe(String(number));
    }),
  );
  const writer = new OctetWriter();
  for (const number of [0, 9, 10, 999_999_999, 1_000_000_000, 4_294_967_295]) {
    writer.number(number);
    writer.octet(0x20);
  }
  writer.digits(42, 9);
  expect(textOf(writer)).toBe('0 9 10 999999999 1000000000 4294967295 000000042');
});

test('texts and octets one after the other, however long', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), pieces => {
      const writer = new OctetWriter(1);
      let expected = '';
      for (const piece of pieces) {
        writer.text(piece);
        writer.copy(new TextEncoder().encode('<abc>'), 1, 4);
        expected += `${piece}abc`;
      }
      expect(textOf(writer)).toBe(expected);
    }),
  );
});

test('what was taken changes no more', () => {
  const writer = new OctetWriter(4);
  writer.text('abc');
  const taken = writer.take();
  writer.text('xyz');
  expect(new TextDecoder().decode(taken)).toBe('abc');
  expect(textOf(writer)).toBe('xyz');
});

test('octets with escapes, or none of them', () => {
  const escapes = new OctetEscapes(octet =>
    octet === 7 ? null : octet === 0x62 ? '\\u0062' : String.fromCharCode(octet),
  );
  const writer = new OctetWriter(1);
  writer.all(new TextEncoder().encode('{'));
  expect(writer.escaped(new TextEncoder().encode('-abbc-'), 1, 5, escapes)).toBe(true);
  expect(writer.escaped(Uint8Array.of(0x61, 7), 0, 2, escapes)).toBe(false);
  expect(textOf(writer)).toBe('{a\\u0062\\u0062c');
});
