import { describe, expect, test } from 'vitest';
import { isUnreadable, UnreadableInputError } from '../../../src/analysis/input/unreadable-input.ts';
import type { Issue } from '../../../src/model/issue.ts';

const ISSUE: Issue = {
  code: 'unknown-format',
  layer: 'input',
  damage: true,
  file: 0,
  frame: null,
  offset: 0,
  message: 'expected a capture, found a picture',
};

test('the error names the file and the reason', () => {
  const error = new UnreadableInputError('a.pcap', 'no such file');
  expect([error.name, error.message]).toEqual(['UnreadableInputError', 'a.pcap: no such file']);
  expect(error).toMatchObject({ file: 'a.pcap', reason: 'no such file' });
});

describe('isUnreadable', () => {
  test('is true for a problem of an input as a whole', () => {
    expect(isUnreadable(ISSUE)).toBe(true);
  });

  test('is false for damage inside a capture, and for what costs no data', () => {
    expect(isUnreadable({ ...ISSUE, layer: 'capture' })).toBe(false);
    expect(isUnreadable({ ...ISSUE, damage: false })).toBe(false);
    expect(isUnreadable({ ...ISSUE, file: null })).toBe(false);
  });
});
