import { writeFileSync } from 'node:fs';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { framesOf } from './frames.ts';
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
  const records = await framesOf(capture);
  for (const record of records) {
    const length = captured(record);
    if (length === null) continue;
    const { seconds, nanoseconds, originalLength } = record;
    frames.push({ seconds, nanoseconds, originalLength, data: record.data.subarray(0, length) });
  }
  const linkType = records[0]?.linkType ?? 1;
  writeFileSync(path, pcapFile(frames, { linkType, nanosecond: true }));
  return path;
}
