import { expect, test } from 'vitest';
import { comparisonOf } from '../../../src/output/compare/comparison.ts';
import { comparisonText } from '../../../src/output/compare/comparison-text.ts';
import { call } from './compare-messages.ts';

const GOOD = call(200, 'INVITE sip:x SIP/2.0', 'SIP/2.0 183 Session Progress', 'SIP/2.0 200 OK');
const BAD = call(480, 'INVITE sip:x SIP/2.0', 'SIP/2.0 480 Temporarily Unavailable');
const plain = { width: 80, paint: (_: string, text: string) => text };

test('text: verdicts, differences by kind, and steps in two columns with a mark at those of one side', () => {
  expect(comparisonText(comparisonOf(GOOD, BAD), plain)).toBe(`good  INVITE a@b  (x.pcap)
      answered: 200
bad   INVITE a@b  (x.pcap)
      failed: 480

Only the good one has
  183 to INVITE 1 (frame 2 of the good one)
    the whole message: 183 Session Progress

Both have, with other values
  answer to INVITE 1 (frames 3 and 2)
    status: good 200 OK · bad 480 Temporarily Unavailable

The steps: good                          bad
0.000000 1 INVITE 1                      0.000000 1 INVITE 1
1.000000 2 183 Session Progress: 183   <
to INVITE 1
2.000000 3 200 OK: answer to INVITE 1  <
                                       > 1.000000 2 480 Temporarily
                                         Unavailable: answer to INVITE 1
`);
});

test('what packets bring is escaped', () => {
  const evil = call(200, 'INVITE sip:x SIP/2.0', 'SIP/2.0 200 \u001b[31mred');
  const text = comparisonText(comparisonOf(evil, BAD), plain);
  expect(text).not.toContain('\u001b');
});

test('without differences it says so', () => {
  expect(comparisonText(comparisonOf(GOOD, GOOD), plain)).toContain('Their messages do not differ.');
});
