import { expect, test } from 'vitest';
import { COUNTERS, type Counters, withBlockCounters } from './block-counters.ts';

/** What ran how often, of code that was given counters. */
function hitsOf(code: string): {
  hits: number[];
  functions: readonly number[];
  literals: readonly unknown[];
} {
  const shared = globalThis as { [COUNTERS]?: Counters };
  const before = shared[COUNTERS];
  delete shared[COUNTERS];
  try {
    const { text, blocks, functions } = withBlockCounters(code, 'a.ts');
    new Function(text)();
    const { hits, used, modules } = shared[COUNTERS] as unknown as Counters;
    expect(used).toBe(blocks);
    return { hits: [...hits.subarray(0, used)], functions, literals: modules[0]?.literals ?? [] };
  } finally {
    if (before !== undefined) shared[COUNTERS] = before;
    else delete shared[COUNTERS];
  }
}

test('counts functions and rounds', () => {
  const { hits, functions } = hitsOf(`
    const twice = n => ({ n: 2 * n });
    function never() { return 1; }
    for (let i = 0; i < 3; i++) twice(i);
    let k = 300;
    while (k > 0) { k--; }
  `);
  expect(hits).toEqual([3, 0, 3, 255]);
  expect(functions).toEqual([0, 1]);
});

test('counts branches, within each other and in one place', () => {
  const { hits } = hitsOf(`
    let said = '';
    for (const n of [1, 2, 3]) if (n === 1) said += 'a'; else if (n === 2) said += 'b'; else { said += 'c'; }
    const t = true, f = null;
    const x = t ? f ?? (t && 5) : f || 6;
    switch (x) { case 4: case 5: said += 'd'; break; default: said += 'e'; }
    try { throw new Error(''); } catch { said += 'f'; }
    if (said !== 'abcdf') throw new Error(said);
  `);
  const loop = [3, 1, 2, 1, 1];
  const operators = [1, 0, 1, 1, 0];
  const cases = [0, 1, 0];
  const caught = 1;
  const wrong = 0;
  expect(hits).toEqual([...loop, ...operators, ...cases, caught, wrong]);
});

test('knows what the code compares with', () => {
  expect(hitsOf(`const a = 'sip:'; const b = 0x1234; const c = 5; const d = 'x';`).literals).toEqual([
    'sip:',
    0x1234,
  ]);
});
