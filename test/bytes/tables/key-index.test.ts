import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyIndex } from '../../../src/bytes/tables/key-index.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd');

test('finds what a search through all of them finds, in the same order', () => {
  fc.assert(
    fc.property(fc.array(fc.array(key)), fc.array(key), (items, keys) => {
      const index = new KeyIndex(items, item => item);
      expect(index.of(keys)).toEqual(items.filter(item => item.some(one => keys.includes(one))));
    }),
  );
});
