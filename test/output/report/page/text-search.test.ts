import { expect, test } from 'vitest';
import type { Capture } from '../../../../src/output/report/page/capture.js';
import { searchTexts } from '../../../../src/output/report/page/text-search.js';

/** Blocks of texts, and how often each was read. */
function texts(...blocks: string[][]): Capture {
  const firsts = blocks.map((_, i) => blocks.slice(0, i).flat().length);
  return {
    blocks: blocks.length,
    block: (i: number) => ({ first: firsts[i], texts: blocks[i] }),
  } as unknown as Capture;
}

const CAPTURE = texts(['alpha', 'Beta'], ['beta x'], [], ['gamma', 'BETA']);

test('finds words as they stand, in any case, among those that may be', async () => {
  expect(await searchTexts(CAPTURE, [0, 1, 2, 3, 4], 'bEtA', () => true)).toEqual([1, 2, 4]);
  expect(await searchTexts(CAPTURE, [0, 2, 3], 'beta', () => true)).toEqual([2]);
  expect(await searchTexts(CAPTURE, [], 'beta', () => true)).toEqual([]);
});

test('gives up when something else is asked for', async () => {
  expect(await searchTexts(CAPTURE, [0, 1], 'beta', () => false)).toBeNull();
});
