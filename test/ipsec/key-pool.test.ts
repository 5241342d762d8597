import { expect, test } from 'vitest';
import { KeyPool } from '../../src/ipsec/key-pool.ts';
import type { KeyMaterial } from '../../src/model/security-association.ts';
import { KEY } from '../support/sa-set.ts';

test('each pair of CK and IK once, in the order in which they came, up to the bound', () => {
  const pool = new KeyPool(3);
  const swapped: KeyMaterial = { ck: KEY.ik, ik: KEY.ck, source: 'file' };
  for (const key of [KEY, { ...KEY, source: 'file' as const }, swapped, KEY]) pool.add(key);
  expect(pool.keys).toEqual([KEY, swapped]);
  pool.add({ ...KEY, ck: new Uint8Array(16) });
  pool.add({ ...KEY, ik: new Uint8Array(16) });
  expect(pool.keys.length).toBe(3);
});
