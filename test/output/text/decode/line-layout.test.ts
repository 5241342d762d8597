import { expect, test } from 'vitest';
import { lineLayout } from '../../../../src/output/text/decode/line-layout.ts';

test('fewer columns show less', () => {
  expect([79, 99, 100, 159, 160, 200].map(width => lineLayout(width).hasPorts)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  expect([99, 159, 160].map(width => lineLayout(width).hasCallId)).toEqual([false, false, true]);
});

test('without a terminal there is no end of the line', () => {
  expect(lineLayout(null)).toEqual({ ...lineLayout(200), width: Number.POSITIVE_INFINITY });
});
