import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { saTable } from '../../../src/output/text/sa-table.ts';
import { given } from '../../support/captures/given-sa.ts';
import { KEY, recoveredSet, saSets } from '../../support/captures/sa-set.ts';

test('one row an SA, with SPI, ports and state, and no key', () => {
  const text = saTable(saSets({}), false);
  expect(text).toContain('0x0000115c');
  expect(text).toContain('10.0.0.2:5062');
  expect(text.match(/temporary/g)?.length).toBe(4);
  expect(text).not.toContain(toHex(KEY.ck));
  expect(text).not.toContain('\u001b');
});

test('keys on demand', () => {
  const text = saTable(saSets({}), true);
  expect(text).toContain(toHex(KEY.ck));
  expect(text).toContain(`${toHex(KEY.ik)}00000000`);
});

test('very many SAs become plain lines', () => {
  const sets = saSets(...Array.from({ length: 200 }, (_, i) => ({ nonce: `${i}` })));
  const lines = saTable(sets, false).trimEnd().split('\n');
  expect(lines.length).toBe(801);
  expect(lines[800]?.split('\t').length).toBe(16);
});

test('an SA that was recovered is marked, with the ports inside its packets', () => {
  const text = saTable([recoveredSet()], false);
  expect(text).toContain('│ established (recovered) │');
  expect(text).toContain('│ 10.0.0.2:5062 │');
  expect(saTable(saSets({}), false)).not.toContain('recovered');
});

test('the name of an algorithm in an esp_sa file cannot steer the terminal', () => {
  const [set] = saSets({});
  for (const sa of set?.sas ?? []) sa.given = given('"*","*","*","AES\u001b[2J","","NULL",""');
  const text = saTable(set === undefined ? [] : [set], false);
  expect(text).toContain('AES\\x1b[2J');
  expect(text).not.toContain('\u001b');
});
