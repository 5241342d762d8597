import { type CaptureLosses, noLosses } from '../../src/capture/damage.ts';
import { createCaptureReader } from '../../src/capture/reader.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import type { Issue } from '../../src/model/issue.ts';

/** Everything that a reader said about a file. */
export interface Reading {
  readonly records: CaptureRecord[];
  readonly issues: Issue[];
  readonly stopped: boolean;
  readonly losses: CaptureLosses;
  readonly format: string;
}

/** Reads a whole file in chunks of these sizes, over and over; default: one chunk. Data are copied. */
export function readAll(file: Uint8Array, chunkSizes: readonly number[] = [file.length]): Reading {
  const issues: Issue[] = [];
  const losses = noLosses();
  const reader = createCaptureReader(0, issue => issues.push(issue), losses);
  const records: CaptureRecord[] = [];
  const keep = (batch: CaptureRecord[]): void => {
    for (const record of batch)
      records.push({ ...record, data: record.data.slice(), options: record.options?.slice() });
  };
  let at = 0;
  for (let i = 0; at < file.length; i++) {
    const size = Math.max(1, chunkSizes[i % chunkSizes.length] ?? 1);
    const chunk = file.slice(at, at + size);
    keep(reader.push(chunk));
    chunk.fill(0xee);
    at += size;
  }
  const stopped = reader.stopped;
  keep(reader.end());
  return { records, issues, stopped, losses, format: reader.format };
}

/** Code, frame and offset of each issue: what most tests look at. */
export function codes(reading: Reading): [code: string, frame: number | null, offset: number | null][] {
  return reading.issues.map(issue => [issue.code, issue.frame, issue.offset]);
}

/** `length` bytes that count up from `first`. */
export function bytesFrom(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);
}
