import { expect, test } from 'vitest';
import { unprovedBeside } from '../../../src/diagnosis/cases/unproved.ts';
import type { SaSet, SecurityAssociation } from '../../../src/model/security-association.ts';

function set(nonce: string, spi: number, packets = 0, icvGood = 0): SaSet {
  const sas = [{ destination: '10.0.0.2', spi, packets, icvGood } as SecurityAssociation];
  return { nonce, sas } as unknown as SaSet;
}

test('several agreements for an SPI or a challenge that is proved', () => {
  const proved = set('n', 1, 2, 2);
  const [a, b, c, d] = [set('a', 1), set('b', 1), set('n', 7), set('n', 8)];
  expect(unprovedBeside([proved, a, b, c, d])).toEqual(new Set([a, b, c, d]));
});

test('not a single one, one that carries ESP, or any beside what is not proved', () => {
  expect(unprovedBeside([set('n', 1, 2, 2), set('a', 1)]).size).toBe(0);
  expect(unprovedBeside([set('n', 1, 2, 2), set('a', 1, 1), set('b', 1)]).size).toBe(0);
  expect(unprovedBeside([set('n', 1, 2, 0), set('a', 1), set('b', 1)]).size).toBe(0);
});
