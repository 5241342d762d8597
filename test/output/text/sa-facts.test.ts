import { expect, test } from 'vitest';
import type { SaSet, SecurityAssociation } from '../../../src/model/security-association.ts';
import { keySourceOf, suiteOf, suiteOfSa } from '../../../src/output/text/sa-facts.ts';
import { given } from '../../support/captures/given-sa.ts';
import { KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

const [set] = saSets({}) as readonly [SaSet];
const [sa] = set.sas as readonly [SecurityAssociation];

test('what was agreed counts until the packets prove more', () => {
  expect(suiteOf(set)).toEqual(SUITE);
  const used = { alg: 'hmac-md5-96', ealg: 'null' } as const;
  expect(suiteOf({ ...set, used })).toEqual(used);
  expect(suiteOf({ ...set, agreed: [] })).toBeNull();
});

test('the key that verified is the one named', () => {
  expect(keySourceOf(sa)).toBe('401');
  expect(keySourceOf({ ...sa, set: { ...set, key: { ...KEY, source: 'file' } } })).toBe('file');
  expect(keySourceOf({ ...sa, set: { ...set, keys: [] } })).toBe('none');
});

test('what a user gave for an SA comes before what its set says', () => {
  const own = { ...sa, given: given('"*","*","*","DES-CBC [RFC2405]","12345678","NULL",""') };
  expect(suiteOfSa(sa)).toEqual(SUITE);
  expect(suiteOfSa(own)).toMatchObject({ alg: 'null', ealg: 'des-cbc' });
  expect(keySourceOf(own)).toBe('file');
  expect(keySourceOf({ ...sa, given: given('"*","*","*","TWOFISH","","NULL",""') })).toBe('none');
});
