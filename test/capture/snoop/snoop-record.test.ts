import { expect, test } from 'vitest';
import { PLACE } from '../../../src/capture/resynchroniser.ts';
import { problemOf, recordsBeginAt } from '../../../src/capture/snoop/snoop-record.ts';
import { snoopFile } from '../../support/captures/snoop-file.ts';
import { bytesFrom } from '../read-all.ts';

const TIME = 1_700_000_000;
const RECORDS = snoopFile(
  [0, 1, 2, 3].map(i => ({ seconds: TIME + i, nanoseconds: 0, data: bytesFrom(i, 40) })),
).slice(16);

function patched(at: number, value: number): Uint8Array {
  const copy = RECORDS.slice();
  new DataView(copy.buffer).setUint32(at, value);
  return copy;
}

test('what cannot be right of a header is said', () => {
  expect(problemOf(RECORDS, 0, TIME)).toBeNull();
  expect(problemOf(patched(4, 262_145), 0, TIME)).toBe(
    'expected a captured length up to 262144, found 262145',
  );
  expect(problemOf(patched(0, 39), 0, TIME)).toBe(
    'expected a captured length up to the original length 39, found 40',
  );
  expect(problemOf(patched(8, 63), 0, TIME)).toBe('expected a record length of 64 and padding, found 63');
  expect(problemOf(patched(8, 64 + 65), 0, TIME)).toBe(
    'expected a record length of 64 and padding, found 129',
  );
  expect(problemOf(patched(20, 1_000_000), 0, TIME)).toBe(
    'expected less than 1000000 microseconds, found 1000000',
  );
});

test('records begin where three follow each other near the time before', () => {
  expect(recordsBeginAt(RECORDS, 0, false, TIME)).toBe(PLACE.YES);
  expect(recordsBeginAt(RECORDS, 0, false, -1)).toBe(PLACE.YES);
  expect(recordsBeginAt(RECORDS, 4, false, TIME)).toBe(PLACE.NO);
  expect(recordsBeginAt(RECORDS, 0, false, TIME + 1_000_000)).toBe(PLACE.NO);
  expect(recordsBeginAt(patched(64 + 16, 5), 0, false, TIME)).toBe(PLACE.NO);
});

test('at the end fewer will do, if the last ends there', () => {
  const last = 3 * 64;
  expect(recordsBeginAt(RECORDS, last, false, TIME)).toBe(PLACE.UNDECIDED);
  expect(recordsBeginAt(RECORDS, last, true, TIME)).toBe(PLACE.YES);
  expect(recordsBeginAt(RECORDS.slice(0, -1), last, true, TIME)).toBe(PLACE.NO);
});
