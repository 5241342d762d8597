import { expect, test } from 'vitest';
import { csvHead, csvLines, csvSpiLine } from '../../../src/output/sas/sa-csv.ts';
import { given } from '../../support/captures/given-sa.ts';
import { saSets } from '../../support/captures/sa-set.ts';

const [SET] = saSets({});
const UNAGREED = {
  source: 'a',
  destination: 'b',
  spi: 7,
  packets: 2,
  duplicates: 0,
  firstFrame: 1,
  lastFrame: 3,
};

test.each([false, true])('all lines have the columns of the first; keys: %s', showKeys => {
  if (SET === undefined) throw new Error('the set is missing');
  const text = `${csvHead(showKeys)}${csvLines(SET, showKeys)}${csvSpiLine(UNAGREED, showKeys)}`;
  const lines = text
    .trimEnd()
    .split('\n')
    .map(line => line.split(','));
  expect(lines).toHaveLength(6);
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  expect(lines[1]?.slice(0, 7)).toEqual([
    '1',
    'uc->ps',
    '10.0.0.2',
    '5062',
    '10.0.0.1',
    '5068',
    '0x0000115c',
  ]);
  expect(lines[5]?.slice(2, 7)).toEqual(['a', '', 'b', '', '0x00000007']);
  expect(lines[0]?.includes('encryptionKey')).toBe(showKeys);
});

test('the name of an algorithm can neither end a value nor steer a terminal', () => {
  if (SET === undefined) throw new Error('the set is missing');
  const [sa] = SET.sas;
  if (sa !== undefined) sa.given = given('"*","*","*","A,B\u001b","","NULL",""');
  expect(csvLines(SET, false).split('\n')).toHaveLength(5);
  expect(csvLines(SET, false)).toContain(',"A,B\\x1b",');
});
