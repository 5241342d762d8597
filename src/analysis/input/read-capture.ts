import type { CaptureLosses } from '../../capture/damage.ts';
import { createCaptureReader } from '../../capture/reader.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { Report } from '../../model/issue.ts';
import { type CaptureInput, CHUNK, captureBytes } from './capture-bytes.ts';
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
export interface ReadingOptions {
  /** Most bytes of a file that are read at once. */
  readonly chunkSize?: number;
  /** Bytes that compressed data may unpack to; null for as many as an honest capture may have. */
  readonly maximumUnpacked?: number | null;
}

/**
 * Reads one input to its end as batches of frames. Compressed input, recognised by its first bytes, is unpacked. An
 * input that cannot be opened or read is reported; nothing is thrown.
 *
 * @param kept batches whose frames must stay valid at a time; those of older ones may be overwritten.
 */
export async function* readCapture(
  input: CaptureInput,
  file: number,
  kept: number,
  log: ReadingLog,
  { chunkSize = CHUNK, maximumUnpacked = null }: ReadingOptions = {},
): AsyncGenerator<CaptureRecord[], void, undefined> {
  const reader = createCaptureReader(file, log.report, log.losses);
  const problem = (message: string): void => {
    const code = 'unreadable-input';
    log.report({ code, layer: 'input', damage: true, file, frame: null, offset: null, message });
  };
  const budget = new UnpackBudget(maximumUnpacked);
  const bytes = captureBytes(input, kept, chunkSize);
  const read = (count: number): void => {
    budget.read(count);
    log.progress(count);
  };
  let failed = false;
  try {
    for await (const chunk of unpacked(counted(bytes, read), problem, budget)) {
      const records = reader.push(chunk);
      if (records.some(({ data }) => data.length > 0)) budget.frame();
      if (records.length > 0) yield records;
      if (reader.stopped) return;
    }
  } catch (error) {
    problem(reasonOf(error));
    if (error instanceof UnpackBudgetError) return;
    failed = true;
  }
  if (failed && reader.format === 'unknown') return;
  const rest = reader.end();
  if (rest.length > 0) yield rest;
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
