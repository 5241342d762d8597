import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPair, cutText } from '../../../../src/output/text/decode/cut-text.ts';

test('a long text loses its middle', () => {
  expect(cutText('+15551230001', 9)).toBe('+155…0001');
  expect(cutText('+15551230001', 12)).toBe('+15551230001');
  expect([3, 2, 1, 0, -5].map(width => cutText('abcdef', width))).toEqual(['a…f', '…f', '…', '', '']);
});

test('what the shorter of two does not need belongs to the other', () => {
  expect(cutPair('a', 'b', 99)).toBe('a → b');
  expect(cutPair('peer', '001010000000001', 16)).toBe('peer → 0010…0001');
  expect(cutPair('001010000000001', 'peer', 16)).toBe('0010…0001 → peer');
  expect(cutPair('001010000000001', '001010000000002', 16)).toBe('00…001 → 001…002');
});

test('texts never take more than their room', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 5, max: 40 }), (from, to, room) => {
      expect(cutText(from, room).length).toBeLessThanOrEqual(room);
      expect(cutPair(from, to, room).length).toBeLessThanOrEqual(room);
    }),
  );
});
