import { expect, test } from 'vitest';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import type { Opener } from '../../src/ipsec/sa/keyed-set.ts';
import type { SecurityAssociation } from '../../src/model/security-association.ts';
import { saDatabase } from '../support/bounded.ts';
import { packetOf } from '../support/captures/esp-packets.ts';
import { ENDS, KEY, SUITE } from '../support/captures/sa-set.ts';

function database() {
  const made = saDatabase(createNodeEngine());
  const set = made.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [SUITE], keys: [KEY] });
  const sa = set.sas[0] as SecurityAssociation;
  const address = Uint8Array.of(10, 0, 0, 1);
  const presumed = () => made.plain.presumedOpener(address, 0, 4, sa.spi);
  const saOf = (opener: Opener) => made.plain.saOf(address, 0, 4, sa.spi, opener);
  return { made, set, sa, presumed, saOf };
}

test('before the first packet nothing is presumed, then the opener that decrypted it', () => {
  const { made, sa, presumed, saOf } = database();
  expect(presumed()).toBeNull();
  made.decode(packetOf(sa, SUITE, KEY, 1));
  const opener = presumed() as Opener;
  expect(opener.suite).toEqual(SUITE);
  expect(saOf(opener)?.sa).toBe(sa);
  expect(saOf({ ...opener })).toBeNull();
});

test('another SA of the set presumes the same opener, but must decrypt a packet of its own first', () => {
  const { made, set, sa } = database();
  made.decode(packetOf(sa, SUITE, KEY, 1));
  const other = set.sas[1] as SecurityAssociation;
  const address = Uint8Array.of(10, 0, 0, 2);
  const opener = made.plain.presumedOpener(address, 0, 4, other.spi) as Opener;
  expect(opener).not.toBeNull();
  expect(made.plain.saOf(address, 0, 4, other.spi, opener)).toBeNull();
});

test('a packet counts as if it were decoded, and a copy not at all', () => {
  const { made, sa, presumed, saOf } = database();
  made.decode(packetOf(sa, SUITE, KEY, 1));
  const generation = saOf(presumed() as Opener);
  if (generation === null) throw new Error('expected an SA');
  expect(made.plain.count(generation, 2, 77, 9)).toBe(true);
  expect(made.plain.count(generation, 2, 77, 10)).toBe(false);
  expect(made.statistics).toMatchObject({ packets: 2, icvGood: 2, decrypted: 2, duplicates: 0 });
  expect([sa.packets, sa.lastSequence, sa.lastFrame]).toEqual([2, 2, 9]);
});
