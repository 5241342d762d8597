import { expect, test } from 'vitest';
import { isSameKey, KeyPool } from '../../../src/ipsec/crypto/key-pool.ts';
import type { KeyMaterial } from '../../../src/model/security-association.ts';
import { KEY } from '../../support/captures/sa-set.ts';

test('each pair of CK and IK once, in the order in which they came, up to the bound', () => {
  const pool = new KeyPool(3);
  const swapped: KeyMaterial = { ck: KEY.ik, ik: KEY.ck, source: 'file' };
  for (const key of [KEY, { ...KEY, source: 'file' as const }, swapped, KEY]) pool.add(key);
  expect(pool.keys).toEqual([KEY, swapped]);
  pool.add({ ...KEY, ck: new Uint8Array(16) });
  pool.add({ ...KEY, ik: new Uint8Array(16) });
  expect(pool.keys.length).toBe(3);
});

test('two keys are the same by their octets, whatever their source', () => {
  const one: KeyMaterial = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2), source: '401' };
  expect(isSameKey(one, { ck: one.ck.slice(), ik: one.ik.slice(), source: 'maa' })).toBe(true);
  expect(isSameKey(one, { ...one, ck: one.ik })).toBe(false);
  expect(isSameKey(one, { ...one, ik: one.ck })).toBe(false);
});
