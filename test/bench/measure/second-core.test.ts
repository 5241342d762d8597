import { expect, test } from 'vitest';
import { secondCore } from './second-core.ts';

test('two threads do between a part and a few times the work of one', async () => {
  const ratio = await secondCore(30);
  expect(ratio).toBeGreaterThan(0.1);
  expect(ratio).toBeLessThan(20);
});
