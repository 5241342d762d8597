import { expect, test } from 'vitest';
import { csvLine } from '../../../src/output/json/csv-line.ts';

test('values with a comma or a quote are quoted, and a line end makes no second row', () => {
  expect(csvLine(['a', '', 'b,c', 'say "x"', 'one\r\ntwo'])).toBe('a,,"b,c","say ""x""",one\\x0d\\x0atwo\n');
});
