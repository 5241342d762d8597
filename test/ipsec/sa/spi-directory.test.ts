import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/bytes/address.ts';
import { KeyedSet } from '../../../src/ipsec/sa/keyed-set.ts';
import { createSaSet } from '../../../src/ipsec/sa/sa-set.ts';
import { SpiDirectory } from '../../../src/ipsec/sa/spi-directory.ts';
import type { Generation } from '../../../src/ipsec/sa/spi-entry.ts';
import { espDatagram } from '../../support/captures/esp-packets.ts';
import { ENDS, SUITE } from '../../support/captures/sa-set.ts';

const TO_PCSCF = { source: ENDS.ue.address, destination: ENDS.pcscf.address };
const PACKET = espDatagram(new Uint8Array(40), TO_PCSCF);
const DESTINATION = parseAddress(ENDS.pcscf.address) as Uint8Array;

/** Adds the SA uc->ps of a new set. */
function addTo(directory: SpiDirectory): Generation {
  const set = createSaSet({ ...ENDS, nonce: null, agreed: [SUITE], offered: [], keys: [] }, 1, 1);
  const [sa] = set.sas;
  return directory.addGeneration(sa as NonNullable<typeof sa>, new KeyedSet(set), DESTINATION);
}

describe('SpiDirectory', () => {
  test('makes one entry for a destination and SPI', () => {
    const directory = new SpiDirectory({ unknownSpis: 10, generationsPerSpi: 10 });
    const entry = directory.entryOf(PACKET, 5);
    expect(directory.entryOf(PACKET, 5)).toBe(entry);
    expect(directory.entryOf(PACKET, 6)).not.toBe(entry);
    expect(entry.generations).toEqual([]);
  });

  test('forgets the unknown SPI that was not seen for longest, and counts it', () => {
    const directory = new SpiDirectory({ unknownSpis: 2, generationsPerSpi: 10 });
    const one = directory.entryOf(PACKET, 1);
    const two = directory.entryOf(PACKET, 2);
    directory.entryOf(PACKET, 1);
    directory.entryOf(PACKET, 3);
    expect(directory.evictedSpis).toBe(1);
    expect(directory.entryOf(PACKET, 1)).toBe(one);
    expect(directory.entryOf(PACKET, 2)).not.toBe(two);
  });

  test('an agreement takes an unknown entry over, which is then safe from eviction', () => {
    const directory = new SpiDirectory({ unknownSpis: 1, generationsPerSpi: 10 });
    const entry = directory.entryOf(PACKET, 4444);
    const generation = addTo(directory);
    expect(generation.entry).toBe(entry);
    for (let spi = 0; spi < 5; spi++) directory.entryOf(PACKET, spi);
    expect(directory.entryOf(PACKET, 4444)).toBe(entry);
  });

  test('generations of one SPI are kept newest first, the oldest is forgotten', () => {
    const directory = new SpiDirectory({ unknownSpis: 1, generationsPerSpi: 2 });
    const [first, second, third] = [addTo(directory), addTo(directory), addTo(directory)];
    expect(first?.entry.generations).toEqual([third, second]);
    expect(directory.evictedGenerations).toBe(1);
  });

  test('removing the last generation removes the entry', () => {
    const directory = new SpiDirectory({ unknownSpis: 1, generationsPerSpi: 2 });
    const [first, second] = [addTo(directory), addTo(directory)] as [Generation, Generation];
    expect(directory.size).toBe(1);
    directory.removeGeneration(first);
    expect(second.entry.generations).toEqual([second]);
    directory.removeGeneration(second);
    expect(directory.size).toBe(0);
  });
});
