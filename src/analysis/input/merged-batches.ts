import { FrameRows } from '../../capture/frame-rows.ts';
import { type Instant, TimeMerge } from '../../capture/merge.ts';
import { type CaptureInput, chunkSizeAmong, isRereadable } from './capture-bytes.ts';
import { probeCapture } from './probe.ts';
import { type ReadingLog, type ReadingOptions, readCapture, readFrames } from './read-capture.ts';

/** An input and its index among all inputs. */
export interface NumberedInput {
  readonly input: CaptureInput;
  readonly file: number;
  /** Time of its first frame, if known: it is not opened earlier. */
  readonly start: Instant | null;
}

/** Numbers the inputs. If there are several, finds the times of their first frames in those that can be read twice. */
export async function numbered(inputs: readonly CaptureInput[]): Promise<NumberedInput[]> {
  const found: NumberedInput[] = [];
  for (const [file, input] of inputs.entries()) {
    const looks = inputs.length > 1 && isRereadable(input);
    found.push({ input, file, start: looks ? (await probeCapture(input.name)).first : null });
  }
  return found;
}

/**
 * The frames of several inputs in time order, as batches. Files that follow each other in time, such as those of a
 * ring, are open one after the other.
 *
 * @param kept batches whose frames must stay valid at a time.
 */
export async function* mergedBatches(
  inputs: readonly NumberedInput[],
  kept: number,
  log: ReadingLog,
  given: Omit<ReadingOptions, 'chunkSize'> = {},
): AsyncGenerator<FrameRows, void, undefined> {
  const options = { ...given, chunkSize: chunkSizeAmong(inputs.length) };
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) {
    yield* readFrames(only.input, only.file, kept, log, options);
    return;
  }
  const merge = new TimeMerge(
    inputs.length,
    inputs.map(({ start }) => start),
  );
  const readers = inputs.map(({ input, file }) => readCapture(input, file, kept, log, options));
  try {
    for (let source = merge.needs(); source !== null; source = merge.needs()) {
      const next = await (readers[source] as (typeof readers)[number]).next();
      if (next.done) merge.end(source);
      else merge.add(source, next.value);
      const batch = merge.take();
      if (batch.length > 0) yield FrameRows.of(batch);
    }
  } finally {
    for (const reader of readers) await reader.return();
  }
}
