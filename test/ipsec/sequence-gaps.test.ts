import { expect, test } from 'vitest';
import { missingSequences } from '../../src/ipsec/sequence-gaps.ts';
import { saSets } from '../support/captures/sa-set.ts';

const [set] = saSets({});

test('gaps are the sequence numbers that no packet had', () => {
  const sa = { ...(set?.sas[0] as NonNullable<typeof set>['sas'][0]) };
  expect(missingSequences(sa)).toBe(0);
  expect(missingSequences({ ...sa, numbered: 3, firstSequence: 1, lastSequence: 10 })).toBe(7);
  expect(missingSequences({ ...sa, numbered: 3, firstSequence: 1, lastSequence: 1 })).toBe(0);
});
