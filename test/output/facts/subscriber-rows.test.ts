import { expect, test } from 'vitest';
import { subscriberRows, subscriberTitle } from '../../../src/output/facts/subscriber-rows.ts';
import { SUBSCRIBER } from '../../support/events/subscriber.ts';

test('a row for each fact with its frames; the same fact twice is one row', () => {
  const rows = subscriberRows(SUBSCRIBER, false);
  expect(rows[0]).toEqual(['APN', 'ims', [{ file: 0, frame: 3 }]]);
  expect(rows.find(([label]) => label === 'REGISTER 1')?.[2].map(({ frame }) => frame)).toEqual([5, 6]);
  expect(rows.some(([label]) => label === 'keys')).toBe(false);
  expect(subscriberRows(SUBSCRIBER, true)).toContainEqual(['keys', 'CK 11, IK 22', []]);
});

test('the name of a subscriber is the best that is known', () => {
  const imsi = { value: '001010000000001', at: { file: 0, frame: 1 } };
  expect(subscriberTitle({ ...SUBSCRIBER, impi: 'me@x', impu: ['sip:me@x'] })).toBe('me@x');
  expect(subscriberTitle({ ...SUBSCRIBER, impu: ['sip:me@x'], imsi })).toBe('sip:me@x');
  expect(subscriberTitle({ ...SUBSCRIBER, imsi })).toBe('001010000000001');
  expect(subscriberTitle(SUBSCRIBER)).toBe('a phone without an identity');
});
