import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCapture } from '../src/analysis/input.ts';
import { labCaptures, type Run, run, type SeenMessage } from './support/lab.ts';
import { type FrameToWrite, pcapFile, pcapngFile } from './support/pcap-file.ts';

/** A capture taken apart, to be written in other ways. */
interface Frames {
  readonly linkType: number;
  readonly frames: readonly FrameToWrite[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function framesOf(path: string): Promise<Frames> {
  const frames: FrameToWrite[] = [];
  let linkType = 0;
  for await (const batch of readCapture(
    { name: path },
    0,
    () => {},
    1,
    () => {},
  ))
    for (const record of batch) {
      linkType = record.linkType;
      frames.push({ ...record, data: record.data.slice() });
    }
  return { linkType, frames };
}

function written(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The frames in files as a ring of them has, the same number in each. */
function cut({ frames, linkType }: Frames, files: number): string[] {
  const size = Math.ceil(frames.length / files);
  return Array.from({ length: files }, (_, i) =>
    written(`trace_0000${i + 1}.pcap`, pcapFile(frames.slice(i * size, (i + 1) * size), { linkType })),
  );
}

/** The frames dealt out to two files, by a rule that is the same each time. */
function dealt({ frames, linkType }: Frames): string[] {
  const first = (_: FrameToWrite, i: number) => (i * 7) % 5 < 2;
  return [first, (frame: FrameToWrite, i: number) => !first(frame, i)].map((chosen, i) =>
    written(`tap${i}.pcap`, pcapFile(frames.filter(chosen), { linkType })),
  );
}

/** What must not depend on how the capture is stored: frame numbers do. */
function content({ messages }: Run): Omit<SeenMessage, 'frames'>[] {
  return messages.map(({ frames: _, ...message }) => message);
}

function sorted(messages: Omit<SeenMessage, 'frames'>[]): string[] {
  return messages.map(message => JSON.stringify(message)).sort();
}

describe('a capture gives the same messages however it is stored', () => {
  const captures = labCaptures().filter(({ kind }) => kind !== 'core');
  test.each(captures.map(({ name, kind, path }) => [`${name}.${kind}`, path] as const))(
    '%s',
    async (_, path) => {
      const original = await run([path]);
      const frames = await framesOf(path);
      const pcapng = written('trace.pcapng', pcapngFile(frames.frames, frames));
      const other = written('other.pcapng', pcapngFile(frames.frames, { ...frames, bigEndian: true }));
      const gzipped = written('trace.gz', gzipSync(pcapFile(frames.frames, frames)));

      expect((await run([pcapng])).messages).toEqual(original.messages);
      expect((await run([other])).messages).toEqual(original.messages);
      expect((await run([gzipped])).messages).toEqual(original.messages);
      expect(content(await run(cut(frames, 5)))).toEqual(content(original));
      // Frames of one microsecond have no order between two files.
      expect(sorted(content(await run(dealt(frames))))).toEqual(sorted(content(original)));
    },
  );
});
