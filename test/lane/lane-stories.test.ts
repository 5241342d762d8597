import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { Random } from '../fuzz/random.ts';
import { LANE } from '../fuzz/targets/lane.ts';
import { LaneAhead } from './heard.ts';
import { laneStory } from './lane-stories.ts';

test('the lane changes nothing in stories on its edges', async () => {
  for (let seed = 0; seed < 25; seed++) await LANE.run(new Random(seed).bytes(60 + 10 * seed));
}, 60_000);

test('stories are about the lane: it takes a good part of their messages, and not all', async () => {
  let [messages, plain] = [0, 0];
  for (let seed = 0; seed < 20; seed++) {
    const { file, chunks, depth } = laneStory(new Random(seed).bytes(200));
    async function* stream() {
      for (let at = 0, turn = 0; at < file.length; turn++) {
        yield file.subarray(at, at + (chunks[turn % chunks.length] as number));
        at += chunks[turn % chunks.length] as number;
      }
    }
    const on = { sip: () => messages++, plain: () => plain++ };
    await analyse([{ name: 'story', stream: stream() }], { threads: new LaneAhead(depth), on });
  }
  expect(plain).toBeGreaterThan(100);
  expect(messages).toBeGreaterThan(plain);
});
