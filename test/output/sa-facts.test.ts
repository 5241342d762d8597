import { expect, test } from 'vitest';
import { keySourceOf, suiteOf } from '../../src/output/sa-facts.ts';
import { KEY, SUITE, saSets } from '../support/sa-set.ts';

const [set] = saSets({});

test('what was agreed counts until the packets prove more', () => {
  if (set === undefined) throw new Error('no set');
  expect(suiteOf(set)).toEqual(SUITE);
  const used = { alg: 'hmac-md5-96', ealg: 'null' } as const;
  expect(suiteOf({ ...set, used })).toEqual(used);
  expect(suiteOf({ ...set, agreed: [] })).toBeNull();
});

test('the key that verified is the one named', () => {
  if (set === undefined) throw new Error('no set');
  expect(keySourceOf(set)).toBe('401');
  expect(keySourceOf({ ...set, key: { ...KEY, source: 'file' } })).toBe('file');
  expect(keySourceOf({ ...set, keys: [] })).toBe('none');
});
