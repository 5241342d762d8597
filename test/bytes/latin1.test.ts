import { expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../src/bytes/latin1.ts';

const ALL = Uint8Array.from({ length: 256 }, (_, i) => i);

test('maps all 256 bytes one to one', () => {
  expect(latin1(ALL).length).toBe(256);
  expect(fromLatin1(latin1(ALL))).toEqual(ALL);
});

test('takes a part, also of a view with an offset', () => {
  expect(latin1(ALL.subarray(60), 5, 8)).toBe('ABC');
});
