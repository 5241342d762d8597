import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { DEFAULT_MEMORY, LEAST_MEMORY, LIMITS, limitsFor, memoryOf } from '../../src/analysis/limits.ts';
import { challenge, DOWNLINK, esp, nonceOf, pcap, register, UPLINK, udp } from '../bounds/packets.ts';

const MIB = 1024 * 1024;

describe('--max-memory', () => {
  test.each([16, 64, 256, 1024, 8192])('%d MiB are not exceeded, and used', mebibytes => {
    const memory = memoryOf(limitsFor(mebibytes * MIB));
    expect(memory).toBeLessThanOrEqual(mebibytes * MIB);
    expect(memory).toBeGreaterThan(0.98 * mebibytes * MIB);
  });

  test('as much as there is without it changes nothing', () => {
    expect(limitsFor(DEFAULT_MEMORY)).toEqual(LIMITS);
  });

  test.each([0, -1, LEAST_MEMORY - 1, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', bytes => {
    expect(() => limitsFor(bytes)).toThrow(RangeError);
  });

  test('decides how much is kept', async () => {
    const count = 3000;
    function* packets(): Generator<Buffer, void, undefined> {
      for (let i = 0; i < count; i++) {
        yield udp(UPLINK, register(`c${i}`, 1, 4 * i + 11));
        yield udp(DOWNLINK, challenge(`c${i}`, 1, 4 * i + 13, nonceOf(i)));
        yield esp(UPLINK, 0x7000_0000 + i, 1);
      }
    }
    const kept: number[][] = [];
    for (const maximumMemory of [16 * MIB, 32 * MIB, DEFAULT_MEMORY]) {
      const capture = { name: '-', stream: ReadableStream.from(pcap(packets())) };
      const { sets, registrations, summary } = await analyse([capture], { maximumMemory });
      const { evicted, esp } = summary;
      kept.push([
        sets.length,
        registrations.length,
        count - evicted.challenges,
        count - esp.heldEvicted,
        count - esp.evictedSpis,
      ]);
      expect([sets.length + esp.evictedSets, registrations.length + evicted.registrations]).toEqual([
        count,
        count,
      ]);
    }
    const { ipsec, challenges, registration, heldEspBytes } = limitsFor(16 * MIB);
    const [least, twice, all] = kept as [number[], number[], number[]];
    expect(least.slice(0, 3)).toEqual([ipsec.sets, registration.registrations, challenges]);
    expect([least[3], least[4]]).toEqual([Math.floor(heldEspBytes / 972), ipsec.unknownSpis]);
    for (const [i, number] of least.entries())
      expect(Math.abs((twice[i] as number) / number - 2)).toBeLessThan(0.02);
    expect(all).toEqual([count, count, count, count, count]);
  });
});
