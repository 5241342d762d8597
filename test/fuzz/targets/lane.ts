import { heard, LaneAhead } from '../../lane/heard.ts';
import { laneStory } from '../../lane/lane-stories.ts';
import { holds } from '../checks.ts';
import { Random } from '../random.ts';
import { byteTarget } from './target.ts';

/** Octets of the longest story. */
const LONGEST = 400;

/** Captures on the edges of the lane: whatever comes out with it comes out without it. */
export const LANE = byteTarget({
  name: 'lane',
  turn: 20,
  longest: LONGEST,
  seeds: () => Array.from({ length: 40 }, (_, seed) => new Random(seed).bytes(60 + 8 * seed)),
  run: async octets => {
    const { depth, file, chunks, options } = laneStory(octets);
    const lane = await heard(
      { file, chunks },
      { ...options, threads: new LaneAhead(depth) },
      { takesPlain: octets.length % 2 === 0 },
    );
    const analyser = await heard({ file, chunks }, { ...options, lane: false });
    const at = lane.findIndex((line, i) => line !== analyser[i]);
    holds(lane.length === analyser.length && at < 0, () =>
      [`chunks ${chunks}, ${depth} ahead`, `lane: ${lane[at]}`, `analyser: ${analyser[at]}`].join('\n'),
    );
  },
});
