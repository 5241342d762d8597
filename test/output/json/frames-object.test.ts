import { expect, test } from 'vitest';
import { framesObject } from '../../../src/output/json/frames-object.ts';

const FRAMES = [
  { file: 0, frame: 4 },
  { file: 1, frame: 2 },
];

test('the frames of one input are numbers', () => {
  expect(framesObject(FRAMES.slice(0, 1), ['a.pcap'])).toEqual({ frames: [4] });
  expect(framesObject([], ['a.pcap'])).toEqual({ frames: [] });
});

test('of several inputs each has its file beside it', () => {
  expect(framesObject(FRAMES, ['a.pcap', 'b.pcap'])).toEqual({
    frames: [4, 2],
    frameFiles: ['a.pcap', 'b.pcap'],
  });
});
