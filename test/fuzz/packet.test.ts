import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { pcapFile } from '../support/captures/pcap-file.ts';
import { type Frame, frameBytes, loadStories } from './corpus.ts';

const stories = loadStories();
const framesOf = ({ head, rest }: (typeof stories)[number]): readonly Frame[] => [...head, ...rest];

test('packets that were taken apart are put together as they were', () => {
  const made = stories.flatMap(framesOf).map(frame => ({
    sealed: frame.packet.some(({ seal }) => seal !== undefined),
    raw: frame.raw as Uint8Array,
    again: frameBytes({ ...frame, raw: null, repair: false }),
  }));
  // An IV of its own makes ESP other bytes, but as many.
  expect(made.filter(({ raw, again }) => raw.length !== again.length)).toEqual([]);
  const others = made.filter(({ sealed, raw, again }) => !sealed && Buffer.compare(raw, again) !== 0);
  expect(others).toEqual([]);
});

test.each(stories.filter(({ keys }) => keys.length > 0))(
  '$name: ESP that was sealed again has a good ICV',
  async ({ head, rest, keys }) => {
    const frames = [...head, ...rest]
      .sort((one, other) => one.seconds - other.seconds || one.nanoseconds - other.nanoseconds)
      .map(frame => ({ ...frame, data: frameBytes({ ...frame, raw: null }) }));
    const file = pcapFile(frames, { linkType: frames[0]?.linkType ?? 1, nanosecond: true });
    const sealed = frames.filter(({ packet }) => packet.some(({ seal }) => seal !== undefined)).length;
    async function* stream() {
      yield file;
    }
    const { summary } = await analyse([{ name: 'again.pcap', stream: stream() }], { keys });
    // Fragments of IPv6 are not taken apart: what they carry is there as it was.
    expect(summary.esp.icvGood + summary.esp.duplicates).toBeGreaterThanOrEqual(sealed);
    expect(summary.esp.icvBad).toBe(0);
  },
);
