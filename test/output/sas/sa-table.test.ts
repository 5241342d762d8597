import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import type { SaSet } from '../../../src/model/security-association.ts';
import { saTable as table } from '../../../src/output/sas/sa-table.ts';
import { given } from '../../support/captures/given-sa.ts';
import { KEY, recoveredSet, saSets } from '../../support/captures/sa-set.ts';

const saTable = (sets: readonly SaSet[], showKeys: boolean) =>
  table(sets, [], { showKeys, width: null }).text;

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
  expect(lines[800]?.split('\t').length).toBe(17);
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

const SPI = {
  source: '10.0.0.9',
  destination: '10.0.0.1',
  spi: 0xabc,
  packets: 3,
  duplicates: 1,
  firstFrame: 5,
  lastFrame: 9,
};

test('an SPI without an agreement has a row, and its packets have no key', () => {
  const { text } = table(saSets({}), [SPI], { showKeys: false, width: null });
  expect(text).toMatch(
    /│ - +│ - +│ 10\.0\.0\.9 +│ 10\.0\.0\.1 +│ 0x00000abc │ \? +│ \? +│ no agreement │ none │ 3 +│ 0 +│ 0 +│ 3 +│ 0 +│ 1 +│ - +│ 5–9 +│/,
  );
});

test('packets without a key are not among the unchecked ones', () => {
  const sets = saSets({});
  Object.assign(sets[0]?.sas[0] ?? {}, { packets: 7, unchecked: 7, noKey: 5 });
  expect(saTable(sets, false)).toMatch(/│ 7 +│ 0 +│ 0 +│ 5 +│ 2 +│/);
});

test.each([60, 80, 100, 120, 160, 200])('it fits %i columns: empty columns go first', width => {
  const sets = saSets({});
  Object.assign(sets[0]?.sas[0] ?? {}, { packets: 7, icvBad: 7 });
  const { text, leftOut } = table(sets, [], { showKeys: false, width });
  for (const line of text.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  expect(text).toContain('0x0000115c');
  expect(text).toMatch(/packets +│ good/);
  if (width >= 80) expect(leftOut).not.toContain('bad');
  if (width < 160) expect(leftOut).toContain('gaps');
});

test('in the narrowest terminal the SPI and its counts are left', () => {
  const { leftOut } = table(saSets({}), [], { showKeys: false, width: 1 });
  expect(leftOut).toHaveLength(14);
});
