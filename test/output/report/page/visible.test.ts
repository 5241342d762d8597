import { expect, test } from 'vitest';
import { visible, visiblePieces } from '../../../../src/output/report/page/visible.js';

test.each([
  ['\u0000\t\r\n\u001b[31m', '\\x00\\x09\\x0d\\x0a\\x1b[31m'],
  ['\u007f\u0085\u009b', '\\x7f\\x85\\x9b'],
  ['a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
  ['zero\u200bwidth\u200d\ufeff\u00ad', 'zero\\u200bwidth\\u200d\\ufeff\\xad'],
  ['\u2028\u2029\u00a0\u3000', '\\u2028\\u2029\\xa0\\u3000'],
  ['\ud800x\udc00', '\\ud800x\\udc00'],
  ['tag \u{e0041}\ufe0f\u3164\u034f', 'tag \\u{e0041}\\ufe0f\\u3164\\u034f'],
  ['<b>&amp; "plain" äöü 日本 😀 →', '<b>&amp; "plain" äöü 日本 😀 →'],
])('%j', (text, expected) => {
  expect(visible(text)).toBe(expected);
});

test('what was escaped can be told from what says so by itself', () => {
  expect(visiblePieces('\\x1b \u001b[0m')).toEqual([
    { text: '\\x1b ', escaped: false },
    { text: '\\x1b', escaped: true },
    { text: '[0m', escaped: false },
  ]);
});
