import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgedCaptures } from './edged-captures.ts';
import { heard } from './heard.ts';

test('the lane changes nothing, whatever happens at its edges', async () => {
  await fc.assert(
    fc.asyncProperty(edgedCaptures(), fc.boolean(), async (capture, diagnose) => {
      expect(await heard(capture, { lane: true, diagnose })).toEqual(
        await heard(capture, { lane: false, diagnose }),
      );
    }),
    { numRuns: Number(process.env.LANE_RUNS ?? 60) },
  );
}, 3_600_000);
