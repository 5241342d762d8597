import { expect, test } from 'vitest';
import { IssueLog } from '../../src/analysis/issue-log.ts';
import type { Issue } from '../../src/model/issue.ts';

const issue = (code: string, more: Partial<Issue> = {}): Issue => ({
  code,
  layer: 'network',
  damage: true,
  file: 0,
  frame: 1,
  offset: 0,
  message: '',
  ...more,
});

test('passes the first of each code and counts the rest', () => {
  const passed: Issue[] = [];
  const log = new IssueLog(one => passed.push(one), 20);
  for (let i = 0; i < 1000; i++) log.report(issue('a'));
  log.report(issue('b'));
  expect(passed.length).toBe(21);
  expect(log.total).toBe(1001);
  expect([...log.counts]).toEqual([
    ['a', 1000],
    ['b', 1],
  ]);
});

test('the order of the counts is not that of the issues', () => {
  const log = new IssueLog(() => {}, 20);
  for (const code of ['c', 'b', 'a', 'b']) log.report(issue(code));
  expect([...log.counts]).toEqual([
    ['b', 2],
    ['a', 1],
    ['c', 1],
  ]);
});

test('only damage to the input itself counts as input damage', () => {
  const log = new IssueLog(() => {}, 20);
  log.report(issue('ip-total-length'));
  log.report(issue('note', { layer: 'capture', damage: false }));
  expect(log.inputDamaged).toBe(false);
  log.report(issue('truncated-file', { layer: 'capture' }));
  expect(log.inputDamaged).toBe(true);
});
