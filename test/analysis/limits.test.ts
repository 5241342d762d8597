import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import {
  DEFAULT_MEMORY,
  LEAST_MEMORY,
  LIMITS,
  limitsFor,
  memoryOf,
  OTHER_LIMITS,
} from '../../src/analysis/limits.ts';
import { DEFAULT_LIMITS as IPSEC } from '../../src/ipsec/sa-database.ts';
import { DEFAULT_LIMITS as NET } from '../../src/net/decoder.ts';
import { DEFAULT_LIMITS as SCTP } from '../../src/net/stream/sctp.ts';
import { DEFAULT_LIMITS as TCP } from '../../src/net/stream/tcp.ts';
import { challenge, DOWNLINK, esp, nonceOf, pcap, register, UPLINK, udp } from '../bounds/packets.ts';
import { numberConstants } from '../support/events/number-constants.ts';

const SOURCE = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'src');
const MIB = 1024 * 1024;

/** What bounds are called. */
const BOUND =
  /^(?:MAX|MOST|LONGEST|FARTHEST|LARGEST)(?:_|$)|_(?:CAP|KEPT|TRIALS|FOLLOWED|SEARCHED)$|^SETS_OF/;

/** Not about what a capture can do: what protocols and formats say, and what a user writes. */
const OTHERS = new Set([
  'analysis/limits.ts MOST_ENTRIES',
  'capture/foreign.ts MAX_ERF_TYPE',
  'capture/pcapng/pcapng-writer.ts MAX_IP_PACKET',
  'capture/pcapng/pcapng-writer.ts MAX_SECONDS',
  'cli/inputs/memory-option.ts MOST_MEMORY',
  'ipsec/decrypt/cut-payload.ts LONGEST_PADDING',
  'ipsec/sa/given-sa-table.ts LARGEST',
  'ipsec/decrypt/null-heuristic.ts LONGEST_PADDING',
  'net/tunnel/l2tp.ts MAX_COOKIE',
  'net/link/network-start.ts MAX_LENGTH',
  'net/stream/tcp-stream.ts LONGEST_PADDING',
  'output/filter/display-filter.ts VALUES_CAP',
  'output/filter/syntax.ts DEPTH_CAP',
  'sip/grammar.ts LARGEST_CSEQ',
]);

describe('the listing', () => {
  test.each(OTHER_LIMITS)('%s %s is %d %s', (file, constant, value) => {
    expect(numberConstants(readFileSync(join(SOURCE, file), 'utf8')).get(constant)).toBe(value);
  });

  test('has every constant that is called a bound', () => {
    const listed = new Set(OTHER_LIMITS.map(([file, constant]) => `${file} ${constant}`));
    const missing = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => name.split(sep).join('/'))
      .flatMap(file =>
        [...numberConstants(readFileSync(join(SOURCE, file), 'utf8')).keys()]
          .filter(constant => BOUND.test(constant))
          .map(constant => `${file} ${constant}`),
      )
      .filter(name => !listed.has(name) && !OTHERS.has(name));
    expect(missing).toEqual([]);
  });

  test('the layers by themselves have the bounds of the analysis', () => {
    expect([NET, TCP, SCTP, IPSEC]).toEqual([LIMITS.net, LIMITS.tcp, LIMITS.sctp, LIMITS.ipsec]);
  });
});

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
