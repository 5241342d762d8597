import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LruTable, type TableEntry } from '../../../src/net/packet/lru-table.ts';

class Entry implements TableEntry<Entry> {
  sameHash: Entry | null = null;
  older: Entry | null = null;
  newer: Entry | null = null;
  readonly name: number;
  readonly hash: number;

  constructor(name: number) {
    this.name = name;
    this.hash = name % 3;
  }
}

function namesOldestFirst(table: LruTable<Entry>): number[] {
  const names: number[] = [];
  for (let entry = table.oldest; entry !== null; entry = entry.newer) names.push(entry.name);
  return names;
}

function find(table: LruTable<Entry>, name: number): Entry | null {
  let entry = table.first(name % 3);
  while (entry !== null && entry.name !== name) entry = entry.sameHash;
  return entry;
}

describe('LruTable', () => {
  test('keeps entries with the same hash apart', () => {
    const table = new LruTable<Entry>();
    for (const name of [0, 3, 6]) table.add(new Entry(name));
    const middle = find(table, 3);
    if (middle !== null) table.remove(middle);
    expect([find(table, 0)?.name, find(table, 3), find(table, 6)?.name]).toEqual([0, null, 6]);
  });

  test('behaves like a list of names ordered by use', () => {
    const action = fc.record({ kind: fc.constantFrom('add', 'touch', 'remove'), name: fc.nat({ max: 9 }) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), actions => {
        const table = new LruTable<Entry>();
        let model: number[] = [];
        for (const { kind, name } of actions) {
          const entry = find(table, name);
          expect(entry === null).toBe(!model.includes(name));
          if (entry === null) {
            if (kind === 'add') table.add(new Entry(name));
          } else if (kind === 'remove') table.remove(entry);
          else table.touch(entry);
          const known = entry !== null;
          if (known || kind === 'add') model = model.filter(other => other !== name);
          if (kind === 'add' || (known && kind === 'touch')) model.push(name);
          expect(namesOldestFirst(table)).toEqual(model);
          expect(table.size).toBe(model.length);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
