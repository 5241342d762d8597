import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capturesAmong } from '../../../src/analysis/input/captures-among.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('captures are known by their content and come in the order of their first frames', async () => {
  const at = (...times: number[]): Uint8Array =>
    pcapFile(
      times.map(seconds => ({ seconds, nanoseconds: 0, data: new Uint8Array(20) })),
      { linkType: 1 },
    );
  const contents: Record<string, Uint8Array> = {
    a: at(30),
    'b.txt': at(10, 50),
    'c.pcap': Buffer.from('no capture'),
    d: at(),
    e: at(20),
  };
  const paths = Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
  const { captures, others } = await capturesAmong([...paths, join(folder, 'missing')]);
  const names = (list: readonly string[]): string[] => list.map(path => path.slice(folder.length + 1));
  expect(names(captures)).toEqual(['b.txt', 'e', 'a', 'd']);
  expect(names(others)).toEqual(['c.pcap', 'missing']);
});
