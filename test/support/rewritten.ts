import { writeFileSync } from 'node:fs';
import { readCapture } from '../../src/analysis/input.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import { type FrameToWrite, pcapFile } from './pcap-file.ts';

/**
 * Writes a capture again as `path` with so many octets of each frame as `captured` says, and without the frames
 * for which it says null. Gives the path back.
 */
export async function rewritten(
  capture: string,
  path: string,
  captured: (record: CaptureRecord) => number | null,
): Promise<string> {
  const frames: FrameToWrite[] = [];
  let linkType = 1;
  const batches = readCapture(
    { name: capture },
    0,
    () => {},
    1,
    () => {},
  );
  for await (const batch of batches)
    for (const record of batch) {
      linkType = record.linkType;
      const length = captured(record);
      if (length === null) continue;
      const { seconds, nanoseconds, originalLength } = record;
      frames.push({ seconds, nanoseconds, originalLength, data: record.data.slice(0, length) });
    }
  writeFileSync(path, pcapFile(frames, { linkType, nanosecond: true }));
  return path;
}
