import { expect, test } from 'vitest';
import { HeldFrame } from '../../../../src/output/anonymise/frames/held-frame.ts';
import { outputFrame } from '../../../support/captures/anonymised.ts';

test('says nothing about interface and options of the input', () => {
  const frame = outputFrame(Uint8Array.of(1, 2));
  const source = { linkType: 101, snapLength: 0, resolution: 6, options: [], section: null };
  const named = { ...frame, record: { ...frame.record, source, options: Uint8Array.of(1) } };
  const { record } = new HeldFrame(named).shown();
  expect(Object.keys(record)).not.toContain('source');
  expect(Object.keys(record)).not.toContain('options');
});

test.each([
  [1, 34],
  [101, 20],
  [113, 36],
  [276, 40],
  [105, 0],
])('its placeholder on link type %i has %i octets', (linkType, length) => {
  const { data, originalLength, record } = new HeldFrame(
    outputFrame(new Uint8Array(90), 4, linkType),
  ).placeholder();
  expect([data.length, originalLength, record.frame]).toEqual([length, length, 4]);
});
