import { expect, test } from 'vitest';
import { countedCode, workOf } from './work-counter.ts';

test('counts calls and rounds, whatever they look like', async () => {
  const code = countedCode(`
    const isOdd = n => n % 2 === 1;
    const twice = n => ({ n: 2 * n });
    function sum(list) { let s = 0; for (const n of list) s += n; return s; }
    for (let i = 0; i < 3; i++) for (let j = 0; j < 2; j++) twice(j);
    [1, 2, 3].filter(isOdd);
    sum([1, 2]);
    let k = 2;
    while (k > 0) { k--; }
    do k++; while (k < 2);
  `);
  // 3 rounds of 2 with a call in each; 3 calls; 1 call and 2 rounds; 2 rounds; 2 rounds.
  expect(await workOf(() => new Function(code)())).toBe(3 + 6 + 6 + 3 + 3 + 2 + 2);
});
