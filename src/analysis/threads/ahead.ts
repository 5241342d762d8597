import type { CaptureLosses } from '../../capture/damage.ts';
import type { FrameRows } from '../../capture/frame-rows.ts';
import type { Lane } from '../../lane/lane.ts';
import type { Issue } from '../../model/issue.ts';

/** Issues and losses that reading has noticed so far. */
export interface ReadingNotes {
  /** Removed as they are passed on. */
  readonly issues: Issue[];
  readonly losses: Readonly<CaptureLosses>;
}

/** A batch of frames. */
export interface BatchAhead {
  readonly frames: FrameRows | null;
  /** Issues noticed while they were read. */
  readonly issues: readonly Issue[];
  /** Losses by then. */
  readonly losses: Readonly<CaptureLosses>;
}

/**
 * Passes batches on in order, each when the lane has finished it, while threads work on later ones.
 *
 * @param depth batches in the lane at a time, at the moment.
 * @param notes issues from reading `batches`. Each is passed on with its batch, the last ones without frames, so that
 *   their place among the messages does not depend on the distance of reading ahead.
 */
export async function* throughLane(
  batches: AsyncIterable<FrameRows>,
  lane: Lane | null,
  depth: () => number,
  notes: ReadingNotes,
): AsyncGenerator<BatchAhead, void, undefined> {
  const queue: BatchAhead[] = [];
  const take = (frames: FrameRows | null): BatchAhead => ({
    frames,
    issues: notes.issues.splice(0),
    losses: { ...notes.losses },
  });
  for await (const frames of batches) {
    lane?.post(frames);
    queue.push(take(frames));
    while (queue.length >= depth()) yield first(queue, lane);
  }
  while (queue.length > 0) yield first(queue, lane);
  yield take(null);
}

function first(queue: BatchAhead[], lane: Lane | null): BatchAhead {
  lane?.finish();
  return queue.shift() as BatchAhead;
}
