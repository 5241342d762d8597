import { expect, test } from 'vitest';
import { nextQuestions } from '../../../src/cli/shell/next-questions.ts';

test('the next questions can be pasted into a shell', () => {
  const [, decode] = nextQuestions(['a.pcap', "it's.pcap"]);
  expect(decode).toMatch(/^ {2}ims-esp decode a\.pcap 'it'\\''s\.pcap' {3}/);
});
