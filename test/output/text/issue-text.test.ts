import { expect, test } from 'vitest';
import type { Issue } from '../../../src/model/issue.ts';
import { issueText } from '../../../src/output/text/issue-text.ts';

const ISSUE: Issue = {
  code: 'caplen-too-large',
  layer: 'capture',
  damage: true,
  file: 1,
  frame: 7,
  offset: 4096,
  message: 'a captured length of 4294967295 was found, 262144 at most was expected',
};

test('names file, frame, offset and code in one line', () => {
  expect(issueText(ISSUE, ['a.pcap', 'b.pcap'])).toBe(
    'b.pcap: frame 7: offset 4096: a captured length of 4294967295 was found, 262144 at most was expected [caplen-too-large]',
  );
});

test('leaves out what is not known, and escapes what could come from a packet', () => {
  expect(issueText({ ...ISSUE, file: null, frame: null, offset: null, message: 'x\u001b[2Jy' }, [])).toBe(
    'x\\x1b[2Jy [caplen-too-large]',
  );
});
