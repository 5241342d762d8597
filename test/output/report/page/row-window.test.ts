import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowWindow, scrollTopFor } from '../../../../src/output/report/page/row-window.js';

const view = fc.record({
  scrollTop: fc.integer({ min: 0, max: 100_000 }),
  height: fc.integer({ min: 1, max: 2000 }),
  rowHeight: fc.constantFrom(28, 52),
  count: fc.nat(5000),
});

test('every row in view is drawn, and few others', () => {
  fc.assert(
    fc.property(view, one => {
      const { first, end } = rowWindow(one);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(one.count);
      expect(end - first).toBeLessThanOrEqual(Math.ceil(one.height / one.rowHeight) + 26);
      for (let y = one.scrollTop; y < one.scrollTop + one.height; y += one.rowHeight) {
        const row = Math.floor(y / one.rowHeight);
        if (row < one.count) expect(row >= first && row < end).toBe(true);
      }
    }),
  );
});

test('a row comes into view', () => {
  fc.assert(
    fc.property(view, fc.nat(5000), (one, row) => {
      fc.pre(one.height >= one.rowHeight);
      const top = scrollTopFor(row, one);
      expect(top).toBeLessThanOrEqual(row * one.rowHeight);
      expect(top + one.height).toBeGreaterThanOrEqual((row + 1) * one.rowHeight);
    }),
  );
});

test('a row that is in view does not move', () => {
  expect(scrollTopFor(5, { scrollTop: 100, height: 280, rowHeight: 28 })).toBe(100);
});
