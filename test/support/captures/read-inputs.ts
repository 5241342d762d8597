import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureInput } from '../../../src/analysis/input/capture-bytes.ts';
import { type ReadingLog, readCapture } from '../../../src/analysis/input/read-capture.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { pcapFile } from './pcap-file.ts';

/** A pcap of three frames. */
export const FILE = pcapFile(
  [1, 2, 3].map(n => ({ seconds: n, nanoseconds: 0, data: new Uint8Array(100).fill(n) })),
  { linkType: 1 },
);

/** Hears nothing of what is read. */
export const SILENT: ReadingLog = {
  report: () => {},
  losses: { bytesSkipped: 0, resynchronisations: 0 },
  progress: () => {},
};

/** Reads an input to its end: the numbers of its frames, its issues, and how many bytes were read. */
export async function read(
  input: CaptureInput,
): Promise<{ frames: number[]; issues: string[]; bytes: number }> {
  const issues: Issue[] = [];
  const frames: number[] = [];
  let bytes = 0;
  const batches = readCapture(input, 0, 1, {
    ...SILENT,
    report: issue => issues.push(issue),
    progress: more => {
      bytes += more;
    },
  });
  for await (const batch of batches) frames.push(...batch.map(({ frame }) => frame));
  return { frames, issues: issues.map(({ code, message }) => `${code}: ${message}`), bytes };
}

/** A file in a folder, as an input. */
export function fileIn(folder: string, name: string, content: Uint8Array): CaptureInput {
  writeFileSync(join(folder, name), content);
  return { name: join(folder, name) };
}
