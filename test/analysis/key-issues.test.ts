import { expect, test } from 'vitest';
import { reportKeyFacts } from '../../src/analysis/key-issues.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import type { SaDatabase } from '../../src/ipsec/sa-database.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { KeyMaterial, SecurityAssociation } from '../../src/model/security-association.ts';
import { saDatabase } from '../support/bounded.ts';
import { packetOf } from '../support/captures/esp-packets.ts';
import { KEY, SUITE, saSets } from '../support/captures/sa-set.ts';

const GIVEN: KeyMaterial = { ...KEY, source: 'file' };
const OTHER: KeyMaterial = { ck: KEY.ck, ik: new Uint8Array(16).fill(0x5a), source: 'file' };
const [up, , down] = saSets({}).flatMap(({ sas }) => sas);

function databaseOf(keys: readonly KeyMaterial[], searchTrials = 1000): SaDatabase {
  return saDatabase(createNodeEngine(), { searchTrials }, [], { keys, recovered: () => {} });
}

function facts(database: SaDatabase, given: readonly KeyMaterial[]): Issue[] {
  const issues: Issue[] = [];
  reportKeyFacts(database, given, issue => issues.push(issue));
  return issues;
}

const packets = (sa: SecurityAssociation, count: number, first = 1) =>
  Array.from({ length: count }, (_, i) => packetOf(sa, SUITE, KEY, first + i));

test('a given key that opened something is no news, whoever has it as well', () => {
  const database = databaseOf([GIVEN]);
  for (const packet of packets(up as SecurityAssociation, 2)) database.decode(packet);
  expect(facts(database, [GIVEN, { ...GIVEN, source: 'usim' }])).toEqual([]);
});

test('a given key that opened nothing is named by its place, and not shown', () => {
  const database = databaseOf([OTHER, GIVEN]);
  for (const packet of packets(up as SecurityAssociation, 2)) database.decode(packet);
  const issues = facts(database, [OTHER, GIVEN]);
  expect(issues.map(({ code }) => code)).toEqual(['key-unused']);
  expect(issues[0]?.message).toContain('number 1');
  expect(issues[0]?.message).not.toContain(toHex(OTHER.ik));
});

test('without ESP no key could be of use', () => {
  expect(facts(databaseOf([GIVEN]), [GIVEN])).toEqual([]);
});

test('SPIs that stayed closed, in the order of their first frames, with what was tried', () => {
  const database = databaseOf([OTHER]);
  for (const packet of packets(down as SecurityAssociation, 1, 3)) database.decode(packet);
  for (const packet of packets(up as SecurityAssociation, 6)) database.decode(packet);
  const [first, second, ...rest] = facts(database, []);
  expect([first?.code, first?.frame, second?.frame, rest]).toEqual(['spi-unexplained', 1, 3, []]);
  expect(first?.message).toBe(
    '6 ESP packets from 10.0.0.2 to 10.0.0.1 with SPI 0x0000115c: no agreement in the capture, and no key fits (tried 1 key × 4 algorithms)',
  );
  expect(second?.message).toContain('1 ESP packet from 10.0.0.1 to 10.0.0.2 with SPI 0x00000457');
});

test('no key at all', () => {
  const database = databaseOf([]);
  for (const packet of packets(up as SecurityAssociation, 1)) database.decode(packet);
  expect(facts(database, [])[0]?.message).toMatch(/and no key is known$/);
});

test('the bound of the search is said', () => {
  const database = databaseOf([OTHER, GIVEN], 3);
  for (const packet of packets(up as SecurityAssociation, 1)) database.decode(packet);
  const issues = facts(database, []);
  expect(issues.map(({ code }) => code)).toEqual(['spi-unexplained', 'key-search-limit']);
  expect(issues[0]?.message).toContain('not all of 2 keys');
  expect(issues[1]?.message).toContain('3 trials');
});
