import { expect, test } from 'vitest';
import { RecordWatch } from '../../src/capture/record-watch.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import type { Issue } from '../../src/model/issue.ts';

function issuesOf(records: readonly { seconds: number; size?: number }[]): [string, number | null][] {
  const issues: Issue[] = [];
  const watch = new RecordWatch(issue => issues.push(issue));
  for (const [i, { seconds, size = 1 }] of records.entries()) {
    const data = new Uint8Array(size);
    const record: CaptureRecord = {
      file: 0,
      frame: i + 1,
      seconds,
      nanoseconds: 0,
      linkType: 1,
      interfaceId: 0,
      originalLength: 9,
      data,
      offset: 10 * i,
    };
    watch.look(record);
  }
  expect(issues.every(({ damage, layer }) => !damage && layer === 'capture')).toBe(true);
  return issues.map(({ code, frame }) => [code, frame]);
}

const START = 1_700_000_000;

test.each([
  ['back by more than a day', START - 86_401],
  ['on by more than a year', START + 367 * 86_400],
])('a time that jumps %s is reported once, with the frame', (_, seconds) => {
  const jumping = [{ seconds: START }, { seconds }, { seconds: START }, { seconds }];
  expect(issuesOf(jumping)).toEqual([['time-jump', 2]]);
});

test('a day back, a year on, and frames without a time are no jumps', () => {
  expect(
    issuesOf([
      { seconds: START },
      { seconds: START - 86_400 },
      { seconds: 0 },
      { seconds: START + 365 * 86_400 },
    ]),
  ).toEqual([]);
});

test('frames of which nothing was captured are reported once', () => {
  expect(issuesOf([{ seconds: 1 }, { seconds: 1, size: 0 }, { seconds: 1, size: 0 }])).toEqual([
    ['zero-length-record', 2],
  ]);
});
