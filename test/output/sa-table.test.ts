import { expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { saTable } from '../../src/output/sa-table.ts';
import { KEY, recoveredSet, saSets } from '../support/sa-set.ts';

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
