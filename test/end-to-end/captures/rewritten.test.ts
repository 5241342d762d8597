import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { framesOf } from '../../support/captures/frames.ts';
import { pcapFile, pcapngFile } from '../../support/captures/pcap-file.ts';
import { labCaptures, type Run, run, type SeenMessage } from '../../support/programs/lab.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The frames dealt out to two files, by a rule that is the same each time. */
function dealt(frames: readonly CaptureRecord[], linkType: number): string[] {
  const first = (_: CaptureRecord, i: number) => (i * 7) % 5 < 2;
  return [first, (frame: CaptureRecord, i: number) => !first(frame, i)].map((chosen, i) =>
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
      const linkType = frames[0]?.linkType ?? 1;
      const pcapng = written('trace.pcapng', pcapngFile(frames, { linkType }));
      const other = written('other.pcapng', pcapngFile(frames, { linkType, bigEndian: true }));
      const gzipped = written('trace.gz', gzipSync(pcapFile(frames, { linkType })));
      const size = Math.ceil(frames.length / 5);
      const five = [0, 1, 2, 3, 4].map(i =>
        written(`trace${i}.pcap`, pcapFile(frames.slice(i * size, (i + 1) * size), { linkType })),
      );

      expect((await run([pcapng])).messages).toEqual(original.messages);
      expect((await run([other])).messages).toEqual(original.messages);
      expect((await run([gzipped])).messages).toEqual(original.messages);
      expect(content(await run(five))).toEqual(content(original));
      // Frames of one microsecond have no order between two files.
      expect(sorted(content(await run(dealt(frames, linkType))))).toEqual(sorted(content(original)));
    },
  );
});
