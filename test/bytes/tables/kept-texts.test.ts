import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latin1 } from '../../../src/bytes/latin1.ts';
import { KeptTexts } from '../../../src/bytes/tables/kept-texts.ts';

test('texts are those of the octets, whatever was kept before', () => {
  const texts = new KeptTexts();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(3), (octets, at, copies) => {
      const start = Math.min(at, octets.length);
      for (let i = 0; i <= copies; i++)
        expect(texts.of(octets, start, octets.length)).toBe(latin1(octets, start, octets.length));
    }),
    { numRuns: 3000 },
  );
});

test('short ones that take the same place give way to each other', () => {
  const texts = new KeptTexts();
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < 5000; i++) {
      const octets = Uint8Array.of(i >> 8, i & 255);
      expect(texts.of(octets, 0, 2)).toBe(latin1(octets));
    }
});
