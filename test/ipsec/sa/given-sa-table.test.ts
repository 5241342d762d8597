import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/bytes/address.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { GivenSaTable } from '../../../src/ipsec/sa/given-sa-table.ts';
import { givenSas } from '../../support/captures/given-sa.ts';

const LINES = [
  '"IPv4","*","10.0.0.1","7","NULL","","NULL",""',
  '"IPv4","*","10.0.*.*","0x0000000*","NULL","","HMAC-MD5-96 [RFC2403]","a"',
  '"IPv6","*","*","*","NULL","","HMAC-MD5-96 [RFC2403]","b"',
  '"IPv4","*","10.0.0.1","7","TWOFISH-CBC","","NULL",""',
];
const table = new GivenSaTable(createNobleEngine(), givenSas(LINES.join('\n')));

/** The numbers of the lines that fit. */
function matching(address: string, spi: number): number[] {
  const octets = parseAddress(address) as Uint8Array;
  const found = table.matching(Uint8Array.from([0, ...octets]), 1, octets.length, spi);
  const all = givenSas(LINES.join('\n'));
  return found.map(({ given }) =>
    all.findIndex(one => one.alg === given.alg && one.ealg === given.ealg && one.family === given.family),
  );
}

test('exact SPIs come first, then wildcards, each in the order of the file', () => {
  expect(matching('10.0.0.1', 7)).toEqual([0, 3, 1]);
  expect(matching('10.0.0.1', 8)).toEqual([1]);
  expect(matching('10.0.7.7', 7)).toEqual([1]);
  expect(matching('10.1.7.7', 7)).toEqual([]);
  expect(matching('10.0.0.1', 0x17)).toEqual([]);
});

test('the family counts even where everything is a wildcard', () => {
  expect(matching('::1', 99)).toEqual([2]);
});

test('an algorithm that is not supported has nothing that opens it', () => {
  const openers = table.matching(Uint8Array.of(10, 0, 0, 1), 0, 4, 7).map(({ opener }) => opener !== null);
  expect(openers).toEqual([true, false, true]);
});

test('no more than 64 are tried for one SPI', () => {
  const many = Array.from(
    { length: 70 },
    (_, i) => `"IPv4","*","*","*","NULL","","HMAC-MD5-96 [RFC2403]","${i}"`,
  );
  const full = new GivenSaTable(createNobleEngine(), givenSas(many.join('\n')));
  expect(full.matching(new Uint8Array(4), 0, 4, 1)).toHaveLength(64);
});
