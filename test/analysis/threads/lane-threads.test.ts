import { afterEach, describe, expect, test, vi } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { startThreads } from '../../../src/analysis/threads/lane-threads.ts';
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
    vi.resetModules();
  });

  test.each(['WebAssembly', 'SharedArrayBuffer'])('%s an analysis does without the lane', async name => {
    const before = await analyse([{ name: CAPTURE }]);
    vi.resetModules();
    vi.stubGlobal(name, undefined);
    const fresh = await import('../../../src/analysis/analyse.ts');
    const { summary } = await fresh.analyse([{ name: CAPTURE }]);
    expect(summary).toEqual(before.summary);
  });
});
