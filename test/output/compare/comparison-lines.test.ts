import { expect, test } from 'vitest';
import { comparisonOf } from '../../../src/output/compare/comparison.ts';
import { comparisonCsv, comparisonLines } from '../../../src/output/compare/comparison-lines.ts';
import { call } from './compare-messages.ts';

const GOOD = call(200, 'INVITE sip:x SIP/2.0', 'SIP/2.0 183 Session Progress', 'SIP/2.0 200 OK');
const BAD = call(480, 'INVITE sip:x SIP/2.0', 'SIP/2.0 480 Temporarily Unavailable');

test('JSON lines: both sides, the differences, the pairs', () => {
  const lines = comparisonLines(comparisonOf(GOOD, BAD))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual([
    'side',
    'side',
    'difference',
    'difference',
    'pair',
    'pair',
    'pair',
    'pair',
  ]);
  expect(lines.at(-1)).toEqual({
    type: 'pair',
    good: null,
    bad: { seconds: '1.000000', frame: 2, text: '480 Temporarily Unavailable: answer to INVITE 1' },
  });
});
test('CSV: names, then a row for each difference; controls are escaped', () => {
  const evil = call(200, 'INVITE sip:x SIP/2.0', 'SIP/2.0 200 \u001b[31mred, "x"');
  expect(comparisonCsv(comparisonOf(evil, BAD))).toBe(
    'kind,message,item,good,bad,goodFrame,badFrame\nchanged,answer to INVITE 1,status,"200 \\x1b[31mred, ""x""",480 Temporarily Unavailable,2,2\n',
  );
});
