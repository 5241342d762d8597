import { expect, test } from 'vitest';
import { KeyedSet } from '../../src/ipsec/sa/keyed-set.ts';
import { type Generation, NOT_EXTENDED, SpiEntry } from '../../src/ipsec/sa/spi-entry.ts';
import {
  countPacket,
  countSequence,
  missingSequences,
  takeBackWithoutKey,
} from '../../src/ipsec/sa-counts.ts';
import type { SecurityAssociation } from '../../src/model/security-association.ts';
import { saSets } from '../support/captures/sa-set.ts';

function generation(high = NOT_EXTENDED, low = 0): Generation {
  const set = saSets({})[0] as NonNullable<ReturnType<typeof saSets>[0]>;
  const sa = set.sas[0] as SecurityAssociation;
  const entry = new SpiEntry(new Uint8Array(4), 0, 4, sa.spi, sa.spi);
  const counts = { packets: 0, icvGood: 0, icvBad: 0, unchecked: 0, numbered: 0, firstSequence: 0 };
  Object.assign(sa, { ...counts, lastSequence: 0, firstFrame: null, lastFrame: null });
  const none = { opener: null, given: [], extendedTrials: 0 };
  return { sa, keyed: new KeyedSet(set), entry, high, low, ...none };
}

test('verdicts, and the first and last frame, in whatever order they come', () => {
  const { sa } = generation();
  countPacket(sa, 7, 'good');
  countPacket(sa, 9, 'bad');
  countPacket(sa, 3, 'unchecked');
  countPacket(sa, 8, 'good');
  const { packets, icvGood, icvBad, unchecked, firstFrame, lastFrame } = sa;
  expect({ packets, icvGood, icvBad, unchecked, firstFrame, lastFrame }).toEqual({
    packets: 4,
    icvGood: 2,
    icvBad: 1,
    unchecked: 1,
    firstFrame: 3,
    lastFrame: 9,
  });
});

test('sequence numbers of 32 bits, the lowest and the highest', () => {
  const one = generation();
  for (const sequence of [5, 2, 9]) countSequence(one, sequence);
  const { numbered, firstSequence, lastSequence } = one.sa;
  expect({ numbered, firstSequence, lastSequence }).toEqual({
    numbered: 3,
    firstSequence: 2,
    lastSequence: 9,
  });
});

test('sequence numbers of 64 bits go on where the low half begins again', () => {
  const one = generation(1, 0xffff_fff0);
  countSequence(one, 0xffff_fff0);
  countSequence(one, 4);
  expect([one.sa.firstSequence, one.sa.lastSequence]).toEqual([2 ** 33 - 16, 2 ** 33 + 4]);
});

test('a packet without a key is taken back', () => {
  const one = generation();
  one.sa.noKey = 1;
  countPacket(one.sa, 1, 'unchecked');
  countSequence(one, 1);
  takeBackWithoutKey(one);
  expect([one.sa.noKey, one.sa.packets, one.sa.unchecked, one.sa.numbered]).toEqual([0, 0, 0, 0]);
});

test('gaps are the sequence numbers that no packet had', () => {
  const { sa } = generation();
  expect(missingSequences(sa)).toBe(0);
  expect(missingSequences({ ...sa, numbered: 3, firstSequence: 1, lastSequence: 10 })).toBe(7);
  expect(missingSequences({ ...sa, numbered: 3, firstSequence: 1, lastSequence: 1 })).toBe(0);
});
