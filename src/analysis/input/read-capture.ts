import type { CaptureLosses } from '../../capture/damage.ts';
import { FrameRows } from '../../capture/frame-rows.ts';
import { createCaptureReader } from '../../capture/reader.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { Report } from '../../model/issue.ts';
import { type CaptureInput, captureBytes, type LiveOptions } from './capture-bytes.ts';
import { unpacked } from './unpack.ts';
import { UnpackBudget, UnpackBudgetError } from './unpack-budget.ts';

/** Receives what reading notices. */
export interface ReadingLog {
  readonly report: Report;
  /** Counts of what damage lost. */
  readonly losses: CaptureLosses;
  /** Called with the number of bytes in each chunk read from the input. */
  readonly progress: (bytes: number) => void;
}

/** How an input is read. */
export interface ReadingOptions extends LiveOptions {
  /** Most bytes of a file that are read at once. */
  readonly chunkSize?: number;
  /** Bytes that compressed data may unpack to; null for as many as an honest capture may have. */
  readonly maximumUnpacked?: number | null;
}

/** The same as records, each of its own. */
export async function* readCapture(
  input: CaptureInput,
  file: number,
  kept: number,
  log: ReadingLog,
  options: ReadingOptions = {},
): AsyncGenerator<CaptureRecord[], void, undefined> {
  for await (const rows of readFrames(input, file, kept, log, options)) yield rows.records();
}

/**
 * Reads one input to its end as batches of frames. Compressed input, recognised by its first bytes, is unpacked. An
 * input that cannot be opened or read is reported; nothing is thrown.
 *
 * @param kept batches whose frames must stay valid at a time; those of older ones may be overwritten.
 */
export async function* readFrames(
  input: CaptureInput,
  file: number,
  kept: number,
  log: ReadingLog,
  { maximumUnpacked = null, ...options }: ReadingOptions = {},
): AsyncGenerator<FrameRows, void, undefined> {
  const batches = Array.from({ length: kept }, () => new FrameRows());
  const reader = createCaptureReader(file, log.report, log.losses);
  const problem = (message: string): void => {
    // Whoever ends a live capture may cut its last bytes.
    if (options.end?.aborted === true) return;
    const code = 'unreadable-input';
    log.report({ code, layer: 'input', damage: true, file, frame: null, offset: null, message });
  };
  const budget = new UnpackBudget(maximumUnpacked);
  const bytes = captureBytes(input, { kept, ...options });
  const read = (count: number): void => {
    budget.read(count);
    log.progress(count);
  };
  let failed = false;
  let turn = 0;
  try {
    for await (const chunk of unpacked(counted(bytes, read), problem, budget)) {
      const rows = batches[turn] as FrameRows;
      rows.clear();
      for (const record of reader.push(chunk, rows)) rows.addRecord(record);
      if (rows.hasBytes) budget.frame();
      if (rows.length > 0) {
        turn = (turn + 1) % kept;
        yield rows;
      }
      if (reader.stopped) return;
    }
  } catch (error) {
    problem(reasonOf(error));
    if (error instanceof UnpackBudgetError) return;
    failed = true;
  }
  if ((failed && reader.format === 'unknown') || options.end?.aborted === true) return;
  const rest = reader.end();
  if (rest.length > 0) yield FrameRows.of(rest);
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  progress: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    progress(chunk.length);
    yield chunk;
  }
}

/** One line for the usual errors of opening and reading. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'expected a capture file, found a folder';
    default:
      return message;
  }
}
