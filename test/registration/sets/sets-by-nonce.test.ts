import { expect, test } from 'vitest';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import { SetsByNonce } from '../../../src/registration/sets/sets-by-nonce.ts';
import { ENDS, SUITE } from '../../support/captures/sa-set.ts';

const made = (id: number) =>
  createSaSet({ ...ENDS, nonce: null, agreed: [SUITE], offered: [SUITE], keys: [] }, id, 1);

test('a set is found under each nonce that it is noted for, once', () => {
  const sets = new SetsByNonce(10);
  const [one, other] = [made(1), made(2)];
  for (const nonce of ['a', 'b', 'a']) sets.note(nonce, one);
  sets.note('b', other);
  expect(sets.of('a')).toEqual([one]);
  expect(sets.of('b')).toEqual([one, other]);
  expect(sets.of('c')).toEqual([]);
});

test('challenges and the sets of one are bounded', () => {
  const sets = new SetsByNonce(2);
  for (const nonce of ['a', 'b', 'c']) sets.note(nonce, made(1));
  expect([sets.of('a').length, sets.of('c').length]).toEqual([0, 1]);
  for (let id = 2; id < 100; id++) sets.note('c', made(id));
  expect(sets.of('c').length).toBe(64);
});

test('sets are given further keys, up to a bound that counts', () => {
  const sets = new SetsByNonce(2);
  for (let id = 1; id <= 8; id++) sets.note('a', made(id));
  for (let key = 0; key < 512; key++) expect(sets.toGive('a', 1).length).toBe(8);
  expect(sets.toGive('a', 3)).toEqual([]);
  expect(sets.ignoredKeys).toBe(3);
  expect(sets.toGive('b', 1)).toEqual([]);
  expect(sets.ignoredKeys).toBe(3);
});
