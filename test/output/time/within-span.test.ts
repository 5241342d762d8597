import { describe, expect, test } from 'vitest';
import { type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import type { CoreEvent } from '../../../src/analysis/events/core-event.ts';
import type { CommandSink } from '../../../src/cli/commands/run-analysis.ts';
import { TimeSpan } from '../../../src/output/time/time-span.ts';
import { WithinSpan } from '../../../src/output/time/within-span.ts';
import { mobilityEvent } from '../../support/events/mobility-event.ts';
import { fixture } from '../../support/programs/lab.ts';

const TWO_PHONES = fixture('c01-v4-udp-two-ues.sll2.pcap');

interface Heard {
  readonly result: AnalysisResult;
  readonly frames: readonly number[];
}

/** What a sink hears of the seconds between two times after the first frame. */
async function heard(from: number, to: number, lane = true): Promise<Heard> {
  const bound = (seconds: number) => ({
    seconds: Math.floor(seconds),
    nanoseconds: Math.round((seconds % 1) * 1e9),
    isRelative: true,
  });
  const within = new WithinSpan(new TimeSpan(bound(from), bound(to)));
  const frames: number[] = [];
  const sink: CommandSink = {
    sip: event => void frames.push(event.origin.frame),
    plain: row => void frames.push(row.frame),
  };
  const result = await analyse([{ name: TWO_PHONES }], { on: within.sink(sink), diagnose: true, lane });
  return { result: within.result(result), frames };
}

describe('what --from and --to leave out', () => {
  test.each([true, false])('messages outside, with the lane: %s', async lane => {
    const { frames, result } = await heard(1.73, 1.734, lane);
    expect(frames).toEqual([237, 238]);
    expect(result.summary.leftOut?.sip).toBe(result.summary.sip.messages - 2);
  });

  test('registrations and sets without anything in that time', async () => {
    const { result } = await heard(1.2, 2);
    expect(result.registrations.map(({ ue }) => ue)).toEqual(['10.10.0.3']);
    expect(result.diagnosis?.registrations.length).toBe(1);
    expect(result.sets.map(({ ue }) => ue.address)).toEqual(['10.10.0.3']);
    expect(result.summary.registrations).toEqual({
      registered: 1,
      deregistered: 0,
      failed: 0,
      incomplete: 0,
    });
    expect(result.summary.leftOut).toMatchObject({ registrations: 1, sets: 1 });
  });

  test('nothing of a registration that has ESP in that time, whenever its REGISTERs were', async () => {
    const { result } = await heard(1, 1.01);
    expect(result.registrations.map(({ ue }) => ue)).toContain('10.10.0.2');
  });

  test('everything of a capture that was at another time', async () => {
    const { result, frames } = await heard(100, 200);
    expect(frames).toEqual([]);
    expect([result.registrations, result.sets, result.diagnosis?.registrations]).toEqual([[], [], []]);
  });
});

test('messages of the core and decisions of mobility management outside', () => {
  const at = (seconds: number) => ({ seconds, nanoseconds: 0, isRelative: true });
  const within = new WithinSpan(new TimeSpan(at(2), at(4)));
  const seen: string[] = [];
  const sink = within.sink({
    core: ({ origin }) => void seen.push(`core ${origin.seconds}`),
    mobility: ({ seconds }) => void seen.push(`mobility ${seconds}`),
  });
  sink.begin?.(0, 0);
  for (const seconds of [1, 3, 5]) {
    sink.mobility?.(mobilityEvent({ seconds }));
    sink.core?.({ origin: { seconds, nanoseconds: 0 } } as CoreEvent);
  }
  expect(seen).toEqual(['mobility 3', 'core 3']);
});
