import { expect, test } from 'vitest';
import { Reached } from './blocks/reached.ts';
import { Fault, Learner } from './learner.ts';
import { byteTarget, wordsOf } from './targets/target.ts';

test('a fault names the input', async () => {
  const target = byteTarget({
    name: 'odd',
    seeds: () => [Uint8Array.of(0)],
    run: bytes => {
      if (bytes.length > 1) throw new Error('too long');
    },
  });
  const learner = new Learner(target, new Reached(), 1);
  await learner.begin([]);
  const fault = await (async () => {
    for (;;) await learner.step();
  })().catch(error => error);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault.message).toContain('too long');
  expect((fault.input as Uint8Array).length).toBeGreaterThan(1);
});

test('the same seed makes the same inputs', async () => {
  const seen: string[][] = [[], []];
  for (const list of seen) {
    const run = (bytes: Uint8Array) => void list.push(String(bytes));
    const target = byteTarget({ name: 'any', seeds: () => [Uint8Array.of(1, 2, 3, 4)], run });
    const learner = new Learner(target, new Reached(), 7);
    await learner.begin([]);
    for (let i = 0; i < 50; i++) await learner.step();
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(new Set(seen[0]).size).toBeGreaterThan(30);
});

test('words are texts, and numbers in both byte orders', () => {
  expect(wordsOf(['ab', 0x1234, 0x0102_0304, 1.5]).map(word => [...word])).toEqual([
    [97, 98],
    [0x12, 0x34],
    [0x34, 0x12],
    [1, 2, 3, 4],
    [4, 3, 2, 1],
  ]);
});
