import { expect, test } from 'vitest';
import { type ReadingNotes, throughLane } from '../../../src/analysis/threads/ahead.ts';
import { noLosses } from '../../../src/capture/damage.ts';
import { FrameRows } from '../../../src/capture/frame-rows.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { record } from '../../support/captures/packets.ts';

const issue = (message: string): Issue => ({
  code: 'x',
  layer: 'input',
  damage: true,
  file: 0,
  frame: null,
  offset: null,
  message,
});

test.each([1, 3])('with %d batches in the lane, each comes with the issues of its reading', async depth => {
  const notes: ReadingNotes = { issues: [], losses: noLosses() };
  async function* batches() {
    for (const frame of [1, 2, 3, 4]) {
      notes.issues.push(issue(`before ${frame}`));
      yield FrameRows.of([record(Uint8Array.of(frame), frame)]);
    }
    notes.issues.push(issue('at the end'));
  }
  const seen: string[] = [];
  for await (const { frames, issues } of throughLane(batches(), null, () => depth, notes))
    seen.push(`${frames?.frame(0) ?? 'none'}: ${issues.map(({ message }) => message)}`);
  expect(seen).toEqual(['1: before 1', '2: before 2', '3: before 3', '4: before 4', 'none: at the end']);
});
