import { expect, test } from 'vitest';
import type { Issue } from '../../src/model/issue.ts';
import { LimitedReport } from '../../src/net/issues.ts';

test('passes each code on up to the limit and says at the end how many more there were', () => {
  const issues: Issue[] = [];
  const report = new LimitedReport(issue => issues.push(issue), 2);
  for (let frame = 1; frame <= 5; frame++) report.damage('one', 'network', { file: 0, frame }, 14, 'text');
  report.damage('two', 'transport', { file: 1, frame: 9 }, null, 'other');
  expect(issues.map(issue => [issue.code, issue.file, issue.frame, issue.offset])).toEqual([
    ['one', 0, 1, 14],
    ['one', 0, 2, 14],
    ['two', 1, 9, null],
  ]);
  report.end();
  expect(issues.slice(3).map(({ code, layer, frame, message }) => [code, layer, frame, message])).toEqual([
    ['one', 'network', null, '3 more of the same were found and are not listed'],
  ]);
});
