import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergedBatches, numbered } from '../../../src/analysis/input/merged-batches.ts';
import type { ReadingLog } from '../../../src/analysis/input/read-capture.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';

const SILENT: ReadingLog = {
  report: () => {},
  losses: { bytesSkipped: 0, resynchronisations: 0 },
  progress: () => {},
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function content(times: readonly number[]): Uint8Array {
  return pcapFile(
    times.map(seconds => ({ seconds, nanoseconds: 0, data: new Uint8Array(40) })),
    { linkType: 1 },
  );
}

function file(name: string, times: readonly number[]): { name: string } {
  writeFileSync(join(folder, name), content(times));
  return { name: join(folder, name) };
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

describe('mergedBatches', () => {
  test('frames of all inputs in time order, with the index of their input', async () => {
    const stream = (async function* () {
      yield content([5, 15, 40]);
    })();
    const inputs = [file('late', [30, 31]), { name: '-', stream }, file('early', [10, 20, 30])];
    const seen: string[] = [];
    for await (const batch of mergedBatches(await numbered(inputs), 1, SILENT))
      for (const record of batch.records()) seen.push(`${record.file}:${record.seconds}`);
    expect(seen).toEqual(['1:5', '2:10', '1:15', '2:20', '0:30', '2:30', '0:31', '1:40']);
  });

  test.skipIf(process.platform !== 'linux')(
    'many files that follow each other are open one at a time',
    async () => {
      const inputs = Array.from({ length: 300 }, (_, i) => file(`ring${i}`, [1000 - 2 * i, 1001 - 2 * i]));
      const files = await numbered(inputs);
      const before = openFiles();
      let [frames, most] = [0, 0];
      for await (const batch of mergedBatches(files, 1, SILENT)) {
        frames += batch.length;
        most = Math.max(most, openFiles());
      }
      expect(frames).toBe(600);
      expect(most - before).toBeLessThanOrEqual(2);
      closeSync(openSync(inputs[0]?.name ?? '', 'r'));
      expect(openFiles()).toBe(before);
    },
  );

  test('leaving early closes what is open', async () => {
    const inputs = [file('x', [1, 2]), file('y', [1, 2])];
    for await (const batch of mergedBatches(await numbered(inputs), 1, SILENT)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });
});

test('a single input is not looked into beforehand', async () => {
  expect(await numbered([file('z', [1])])).toEqual([
    { input: { name: join(folder, 'z') }, file: 0, start: null },
  ]);
});
