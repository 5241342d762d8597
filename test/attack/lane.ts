import fc from 'fast-check';
import { holds } from '../fuzz/checks.ts';
import { edgedCaptures } from '../lane/edged-captures.ts';
import { heard } from '../lane/heard.ts';
import type { Group } from './group.ts';

/* Captures made to sit on the edges of the lane: whatever comes out with it comes out without it. */
export const LANE: Group = {
  name: 'lane and analyser',
  count: 500_000,
  attack: async (number, _, keep) => {
    const [[capture, diagnose] = []] = fc.sample(fc.tuple(edgedCaptures(), fc.boolean()), {
      seed: number,
      numRuns: 1,
    });
    if (capture === undefined || diagnose === undefined) throw new Error('fast-check made no capture');
    keep('capture.pcap', capture.file);
    const [lane, analyser] = [
      await heard(capture, { lane: true, diagnose }),
      await heard(capture, { lane: false, diagnose }),
    ];
    const at = lane.findIndex((line, i) => line !== analyser[i]);
    holds(lane.length === analyser.length && at < 0, () =>
      [`chunks ${capture.chunks}`, `lane: ${lane[at]}`, `analyser: ${analyser[at]}`].join('\n'),
    );
  },
};
