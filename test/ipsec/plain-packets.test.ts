import { expect, test } from 'vitest';
import { createNodeEngine } from '../../src/ipsec/crypto/engine-node.ts';
import type { Opener } from '../../src/ipsec/sa/keyed-set.ts';
import type { Generation } from '../../src/ipsec/sa/spi-entry.ts';
import type { SaDatabaseLimits } from '../../src/ipsec/sa-database.ts';
import type { KeyMaterial, SecurityAssociation } from '../../src/model/security-association.ts';
import { saDatabase } from '../support/bounded.ts';
import { packetOf } from '../support/captures/esp-packets.ts';
import { ENDS, KEY, SUITE } from '../support/captures/sa-set.ts';

function database(limits: Partial<SaDatabaseLimits> = {}) {
  const made = saDatabase(createNodeEngine(), limits);
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

test('the SA of a counted packet is tried first from then on, as after decode()', () => {
  const { made, set, sa, presumed, saOf } = database({ sets: 2 });
  const added = (nonce: string, spiS: number) => {
    const key = { ...KEY, ik: new Uint8Array(16).fill(nonce.charCodeAt(0)) };
    const pcscf = { ...ENDS.pcscf, spiS };
    return made.addSet({ ...ENDS, pcscf, nonce, agreed: [SUITE], offered: [SUITE], keys: [key] });
  };
  const { spiS } = ENDS.pcscf;
  const second = added('M', spiS);
  const ofSecond = second.sas.find(({ spi }) => spi === sa.spi) as SecurityAssociation;
  made.decode(packetOf(ofSecond, SUITE, second.keys[0] as KeyMaterial, 1));
  made.decode(packetOf(sa, SUITE, KEY, 2));
  // Takes the room of the first set, under which the last packet was decrypted.
  added('O', spiS + 1000);
  expect(made.sets).not.toContain(set);
  const opener = presumed() as Opener;
  const generation = saOf(opener) as Generation;
  expect(generation.sa).toBe(ofSecond);
  expect(made.plain.count(generation, 3, 77, 9)).toBe(true);
  added('P', spiS);
  expect(presumed()).toBe(opener);
});
