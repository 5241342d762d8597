import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../fuzz/checks.ts';
import { attackWith, type Group } from './group.ts';
import { GROUPS } from './groups.ts';
import { hugeGroup } from './huge.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-attack-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the figures are those of the attack', () => {
  expect(GROUPS.map(({ count }) => count)).toEqual([
    409_000,
    252_000,
    46_000,
    59,
    63,
    22 * 25,
    51,
    10 * 17,
    500_000,
  ]);
});

describe('a hundredth of it finds nothing', () => {
  // The lane has a test of its own, of this length.
  const here = GROUPS.filter(({ name }) => name !== 'huge inputs' && name !== 'lane and analyser');
  for (const group of [...here, hugeGroup(20_000)])
    test.skipIf(group.missing?.() ?? false)(group.name, async () => {
      const { tried, failures } = await attackWith(group, 0.01, folder);
      expect(failures.map(({ number, text }) => `${number}: ${text}`)).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(Math.min(group.count, 6));
    });
});

describe('a group', () => {
  const numbers: number[] = [];
  const group: Group = {
    name: 'even',
    count: 1000,
    step: 10,
    attack: async (number, _, keep) => {
      numbers.push(number);
      keep('a.txt', Uint8Array.of(1));
      if (number >= 500) throw new Failure('too large');
    },
  };

  test('is tried in all its numbers, and keeps the input of what fails', async () => {
    numbers.length = 0;
    const { tried, failures } = await attackWith({ ...group, count: 600 }, 1, folder);
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, i) => 10 * i));
    expect([tried, failures.length]).toEqual([600, 10]);
    expect(failures[0]).toEqual({
      number: 500,
      text: 'too large',
      files: [{ name: 'a.txt', bytes: Uint8Array.of(1) }],
    });
  });

  test('is tried in a share that is spread over it', async () => {
    numbers.length = 0;
    await attackWith(group, 0.2, folder);
    expect(numbers.length).toBe(20);
    expect(numbers.at(-1)).toBeGreaterThan(900);
  });
});
