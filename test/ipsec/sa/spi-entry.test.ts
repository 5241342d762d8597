import { expect, test } from 'vitest';
import { KeyedSet } from '../../../src/ipsec/sa/keyed-set.ts';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import { type Generation, NOT_EXTENDED, SpiEntry } from '../../../src/ipsec/sa/spi-entry.ts';
import { ENDS } from '../../support/captures/sa-set.ts';

function generationOf(entry: SpiEntry): Generation {
  const set = createSaSet({ ...ENDS, nonce: null, agreed: [], offered: [], keys: [] }, 1, 1);
  const sa = set.sas[0] as NonNullable<(typeof set.sas)[0]>;
  return {
    sa,
    keyed: new KeyedSet(set),
    entry,
    opener: null,
    given: [],
    high: NOT_EXTENDED,
    low: 0,
    extendedTrials: 0,
  };
}

test('presumes the generation that verified last, or else the newest', () => {
  const entry = new SpiEntry(new Uint8Array(4), 0, 4, 1, 0);
  expect(entry.presumed).toBeNull();
  const [newest, older] = [generationOf(entry), generationOf(entry)];
  entry.generations.push(newest, older);
  expect(entry.presumed).toBe(newest);
  entry.verified = older;
  expect(entry.presumed).toBe(older);
});

test('forgets a generation everywhere', () => {
  const entry = new SpiEntry(new Uint8Array(4), 0, 4, 1, 0);
  const [newest, older] = [generationOf(entry), generationOf(entry)];
  entry.generations.push(newest, older);
  entry.verified = older;
  entry.remove(older);
  expect(entry.generations).toEqual([newest]);
  expect(entry.presumed).toBe(newest);
  entry.remove(older);
  expect(entry.generations).toEqual([newest]);
});
