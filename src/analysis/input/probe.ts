import type { Instant } from '../../capture/merge.ts';
import { createCaptureReader } from '../../capture/reader.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import { captureBytes } from './capture-bytes.ts';
import { unpacked } from './unpack.ts';
import { UnpackBudget } from './unpack-budget.ts';

/** Bytes read at a time: enough for most first frames. */
const PROBE_CHUNK = 16 * 1024;

/** The first frame must be found in so many bytes: more than any header before it, with room for some damage. */
const MAX_PROBED = 4 * 1024 * 1024;

/** Facts from the beginning of a file. */
interface Probe {
  /** False for a file of another kind, and for one that is empty or cannot be read. */
  readonly isCapture: boolean;
  /** Time of the first frame; null if none is near the beginning. */
  readonly first: Instant | null;
}

/** Reads a file up to its first frame. Reports nothing: a later reading does that. */
export async function probeCapture(name: string): Promise<Probe> {
  const reader = createCaptureReader(0, () => {});
  let first: CaptureRecord | null = null;
  try {
    let probed = 0;
    const budget = new UnpackBudget(4 * MAX_PROBED);
    for await (const chunk of unpacked(
      captureBytes({ name }, { kept: 1, chunkSize: PROBE_CHUNK }),
      () => {},
      budget,
    )) {
      first = reader.push(chunk)[0] ?? null;
      probed += chunk.length;
      if (first !== null || reader.stopped || probed > MAX_PROBED) break;
    }
    first ??= reader.end()[0] ?? null;
  } catch {
    // The reason is reported when the file is read.
  }
  return {
    isCapture: reader.format !== 'unknown',
    first: first === null ? null : { seconds: first.seconds, nanoseconds: first.nanoseconds },
  };
}
