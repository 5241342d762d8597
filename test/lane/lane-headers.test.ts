import { expect, test } from 'vitest';
import { LaneHeaders } from '../../src/lane/lane-headers.ts';

test('offsets are those in the bytes that begin at the base', () => {
  const headers = new LaneHeaders(
    Int32Array.from([0, 130, 150, 1, ~1, 132, (5 << 16) | 4, 138, 145, 160, 190]),
  );
  headers.place(4, 100);
  expect([headers.startLineEnd, headers.body, headers.count]).toEqual([30, 50, 1]);
  expect([headers.nameStart(0), headers.nameEnd(0), headers.number(0)]).toEqual([32, 36, 5]);
  expect([headers.valueStart(0), headers.valueEnd(0), headers.find(5), headers.find(6)]).toEqual([
    38, 45, 0, -1,
  ]);
  expect([headers.runs, headers.isAscii, headers.runStart(0), headers.runEnd(0)]).toEqual([1, false, 60, 90]);
});
