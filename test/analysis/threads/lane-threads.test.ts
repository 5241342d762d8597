import { afterEach, describe, expect, test, vi } from 'vitest';
import { startThreads } from '../../../src/analysis/threads/lane-threads.ts';
import { LaneMemory } from '../../../src/lane/lane-memory.ts';
import { Random } from '../../fuzz/random.ts';
import { heard } from '../../lane/heard.ts';
import { laneStory } from '../../lane/lane-stories.ts';
import { fixture } from '../../support/programs/lab.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

test.each([
  ['a small capture', [CAPTURE], 8],
  ['a capture that is not there', ['no-such.pcap'], 8],
  ['a name that is too long', ['x'.repeat(5000)], 8],
  ['a path through a file', [`${CAPTURE}/x`], 8],
  ['standard input', ['-'], 8],
  ['one job', [CAPTURE], 1],
])('%s starts none', (_, files, jobs) => expect(startThreads(files, jobs)).toBeNull());

describe('without', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.doUnmock('node:crypto');
    vi.resetModules();
  });

  const withoutMd5 = async (original: () => Promise<typeof import('node:crypto')>) => {
    const actual = await original();
    const hash = (algorithm: string, ...rest: [never, never]) => {
      if (algorithm === 'md5') throw new Error('unsupported');
      return actual.hash(algorithm, ...rest);
    };
    return { ...actual, hash };
  };

  test.each([
    ['WebAssembly', () => vi.stubGlobal('WebAssembly', undefined), {}],
    ['SharedArrayBuffer', () => vi.stubGlobal('SharedArrayBuffer', undefined), {}],
    ['WebAssembly SIMD', () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false), {}],
    ['MD5, as in FIPS mode', () => vi.doMock('node:crypto', withoutMd5), {}],
    ['node:crypto, by wish', () => {}, { crypto: 'noble' }],
    ['the lane, by wish', () => {}, { lane: false }],
  ] as const)('%s an analysis does without the lane', async (_, takeAway, options) => {
    const story = laneStory(new Random(1).bytes(300));
    const fast = vi.spyOn(LaneMemory, 'create');
    const before = await heard(story, {});
    expect(fast).toHaveBeenCalledOnce();
    vi.resetModules();
    takeAway();
    const { heard: heardNow } = await import('../../lane/heard.ts');
    const fresh = await import('../../../src/lane/lane-memory.ts');
    const slow = vi.spyOn(fresh.LaneMemory, 'create');
    expect(await heardNow(story, options)).toEqual(before);
    expect(slow).not.toHaveBeenCalled();
  });
});
