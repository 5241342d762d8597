import { readCapture } from '../../../src/analysis/input/read-capture.ts';
import { noLosses } from '../../../src/capture/damage.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';

/** All frames of a capture, with bytes of their own. */
export async function framesOf(path: string): Promise<CaptureRecord[]> {
  const frames: CaptureRecord[] = [];
  const log = { report: () => {}, losses: noLosses(), progress: () => {} };
  for await (const batch of readCapture({ name: path }, 0, 1, log))
    frames.push(...batch.map(record => ({ ...record, data: record.data.slice() })));
  return frames;
}
