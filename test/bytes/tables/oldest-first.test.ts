import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OldestFirst } from '../../../src/bytes/tables/oldest-first.ts';

test('gives what was added first, also after the end was reached', () => {
  const entries = new Set(['a', 'b']);
  const oldest = new OldestFirst(entries);
  const take = () => {
    const key = oldest.next();
    if (key !== undefined) entries.delete(key);
    return key;
  };
  expect([take(), take(), take(), take()]).toEqual(['a', 'b', undefined, undefined]);
  entries.add('c');
  expect([take(), take()]).toEqual(['c', undefined]);
});

test.each([0, 3, 1000])(
  'agrees with a search from the front, and gives up its place after %d changes',
  patience => {
    const step = fc.record({ kind: fc.constantFrom('add', 'renew', 'delete', 'oldest'), key: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), steps => {
        const entries = new Map<number, true>();
        const oldest = new OldestFirst(entries, patience);
        for (const { kind, key } of steps) {
          if (kind === 'oldest') {
            const [expected] = entries.keys();
            expect(oldest.next()).toBe(expected);
            if (expected !== undefined) entries.delete(expected);
            continue;
          }
          if (kind !== 'add' && entries.delete(key)) oldest.changed();
          if (kind !== 'delete') entries.set(key, true);
        }
      }),
    );
  },
);
