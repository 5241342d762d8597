import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { KeyRings } from '../../../src/ipsec/crypto/key-ring.ts';
import { KeyFinder, type KeySearchLimits } from '../../../src/ipsec/decrypt/key-search.ts';
import { SpiEntry } from '../../../src/ipsec/sa/spi-entry.ts';
import type { KeyMaterial, SecurityAssociation, Suite } from '../../../src/model/security-association.ts';
import { packetOf } from '../../support/captures/esp-packets.ts';
import { KEY, SUITE, saSets } from '../../support/captures/sa-set.ts';

const rings = new KeyRings(createNodeEngine());
const sa = saSets({})[0]?.sas[0] as SecurityAssociation;
const LIMITS: KeySearchLimits = { searchedPackets: 4, searchTrials: 1000 };

const wrong = (number: number): KeyMaterial => ({
  ck: KEY.ck,
  ik: new Uint8Array(16).fill(number),
  source: '401',
});
const entryOf = (spi = sa.spi) => new SpiEntry(new Uint8Array(4), 0, 4, spi, spi);

/** With the keys in a list that a test may add to. */
function finderOf(keys: KeyMaterial[], limits: Partial<KeySearchLimits> = {}): KeyFinder {
  return new KeyFinder(rings, keys, { ...LIMITS, ...limits });
}

const packet = (sequence = 1, suite: Suite = SUITE) => packetOf(sa, suite, KEY, sequence);
const broken = (sequence = 1) => {
  const copy = packet(sequence);
  copy.bytes[copy.end - 1] = (copy.bytes[copy.end - 1] as number) ^ 1;
  return copy;
};

describe('KeyFinder', () => {
  test.each([
    { alg: 'hmac-md5-96', ealg: 'null' },
    { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
    { alg: 'null', ealg: 'aes-gcm' },
    { alg: 'aes-gmac', ealg: 'null' },
  ] as const)('the one among several that verifies, by $alg with $ealg', suite => {
    expect(finderOf([wrong(1), KEY, wrong(2)]).find(packet(1, suite), entryOf())).toBe(KEY);
  });

  test('a damaged packet does not hide the key, but four do', () => {
    const finder = finderOf([KEY]);
    const entry = entryOf();
    expect([1, 2, 3].map(sequence => finder.find(broken(sequence), entry))).toEqual([null, null, null]);
    expect(finder.find(packet(4), entry)).toBe(KEY);
    const closed = entryOf();
    for (const sequence of [1, 2, 3, 4]) finder.find(broken(sequence), closed);
    const { trials } = finder;
    expect(finder.find(packet(5), closed)).toBeNull();
    expect(finder.trials).toBe(trials);
  });

  test('a key that comes later is tried, and then only that one', () => {
    const keys = [wrong(1), wrong(2)];
    const finder = finderOf(keys);
    const entry = entryOf();
    for (const sequence of [1, 2, 3, 4, 5]) finder.find(packet(sequence), entry);
    expect(finder.trials).toBe(2 * 4 * 4);
    keys.push(wrong(3));
    finder.find(packet(6), entry);
    expect(finder.trials).toBe(2 * 4 * 4 + 4);
    keys.push(KEY);
    expect(finder.find(packet(7), entry)).toBe(KEY);
  });

  test('remembers the ends, the first frame and the keys tried, for the report', () => {
    const entry = entryOf();
    const finder = finderOf([]);
    finder.find(packet(7), entry);
    finder.find(packet(8), entry);
    expect(entry.search).toMatchObject({ source: sa.source, destination: sa.destination, frame: 7, to: 0 });
    expect(finder.trials).toBe(0);
  });

  test('at the bound nothing more is tried, and what was left out is noted', () => {
    const finder = finderOf([wrong(1), wrong(2), KEY], { searchTrials: 6 });
    const entry = entryOf();
    expect(finder.find(packet(), entry)).toBeNull();
    expect(finder).toMatchObject({ trials: 6, exhausted: true });
    expect(entry.search?.limited).toBe(true);
    expect(finder.find(packet(2), entry)).toBeNull();
    expect(finder.trials).toBe(6);
  });

  test('however keys and packets come, the work is bounded: in all, for each key and SPI', () => {
    const step = fc.oneof(fc.constant('key' as const), fc.nat(5));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat(300), (steps, searchTrials) => {
        const keys: KeyMaterial[] = [];
        const finder = finderOf(keys, { searchTrials });
        const entries = Array.from({ length: 6 }, (_, spi) => entryOf(spi));
        for (const [i, one] of steps.entries())
          if (one === 'key') keys.push(wrong(i));
          else expect(finder.find(packet(i), entries[one] as SpiEntry)).toBeNull();
        const used = entries.filter(({ search }) => search !== null).length;
        expect(finder.trials).toBeLessThanOrEqual(
          Math.min(searchTrials, used * keys.length * 4 * LIMITS.searchedPackets),
        );
      }),
      { numRuns: 30 },
    );
  });
});
