import { expect, test } from 'vitest';
import { loadEngine } from '../../../src/ipsec/crypto/load-engine.ts';

test('loadEngine gives the engine asked for, and node for auto where it works', async () => {
  expect((await loadEngine('node')).name).toBe('node');
  expect((await loadEngine('noble')).name).toBe('noble');
  expect((await loadEngine('auto')).name).toBe('node');
});
