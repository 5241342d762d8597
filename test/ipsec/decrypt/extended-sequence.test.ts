import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { firstHighs, highOf, noteSequence } from '../../../src/ipsec/decrypt/extended-sequence.ts';
import { createGivenOpener, type GivenOpener } from '../../../src/ipsec/sa/given-opener.ts';
import { givenSas } from '../../support/captures/given-sa.ts';

test.each([
  [0, 100, 101, 0],
  [0, 100, 99, 0],
  [0, 0xfffffff0, 5, 1],
  [1, 5, 0xfffffff0, 0],
  [0, 5, 0xfffffff0, 0],
  [3, 0x80000000, 0x7fffffff, 3],
])('after %d:%d the number %d has the high half %d', (high, low, sequence, expected) => {
  expect(highOf({ high, low }, sequence)).toBe(expected);
});

test('follows any sender that sends less than half the numbers out of order', () => {
  const steps = fc.array(fc.integer({ min: -(2 ** 29), max: 2 ** 30 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(steps, steps => {
      const position = { high: 0, low: 1 };
      let sent = 1;
      for (const step of steps) {
        sent = Math.max(0, sent + step);
        const highest = position.high * 2 ** 32 + position.low;
        if (Math.abs(sent - highest) > 2 ** 31) sent = highest;
        const sequence = sent % 2 ** 32;
        expect(highOf(position, sequence)).toBe(Math.floor(sent / 2 ** 32));
        noteSequence(position, sequence);
        expect(position.high * 2 ** 32 + position.low).toBe(Math.max(highest, sent));
      }
    }),
  );
});

test('0 and 1 are tried first, then what a user gave and the next', () => {
  expect([...firstHighs([])]).toEqual([0, 1]);
  const [sa] = givenSas('"IPv4","*","*","*","NULL","","HMAC-MD5-96 [RFC2403]","key","64-bit","7"');
  const opener = createGivenOpener(createNobleEngine(), sa as NonNullable<typeof sa>) as GivenOpener;
  expect([...firstHighs([opener])]).toEqual([0, 1, 7, 8]);
});
