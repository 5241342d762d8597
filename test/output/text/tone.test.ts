import { expect, test } from 'vitest';
import { dialogTone } from '../../../src/output/text/tone.ts';

test('a Call-ID always has the same tone, and different ones have several', () => {
  expect(dialogTone('a@x')).toBe(dialogTone('a@x'));
  expect(dialogTone(null)).toBe('dialog1');
  expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(dialogTone)).size).toBe(6);
});
