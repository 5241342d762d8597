import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureFiles } from '../../../src/cli/inputs/capture-files.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'ring.d'));
  for (const [name, seconds] of Object.entries({
    'ring.pcap2': 30,
    'ring.pcap10': 20,
    'ring.pcap1': 40,
    'a[1].pcap': 5,
    'a1.pcap': 6,
  }))
    writeFileSync(
      join(folder, name),
      pcapFile([{ seconds, nanoseconds: 0, data: new Uint8Array(9) }], { linkType: 1 }),
    );
  writeFileSync(join(folder, 'notes.txt'), 'notes on the capture');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function expanded(...words: string[]): Promise<{ names: string[]; notes: string[] }> {
  const notes: string[] = [];
  const files = await captureFiles(
    words.map(word => (word === '-' ? word : join(folder, word))),
    note => notes.push(note),
  );
  return { names: files.map(file => file.slice(file.startsWith(folder) ? folder.length + 1 : 0)), notes };
}

test('files and standard input stay as they are, also files that do not exist', async () => {
  const words = ['ring.pcap2', '-', 'missing', 'missing*', 'nowhere/*.pcap'];
  expect(await expanded(...words)).toEqual({ names: words, notes: [] });
});

test('a pattern stands for the files that match, numbers in their order', async () => {
  expect((await expanded('ring*')).names).toEqual(['ring.pcap1', 'ring.pcap2', 'ring.pcap10']);
  expect((await expanded('ring.pcap[0-9]')).names).toEqual(['ring.pcap1', 'ring.pcap2']);
});

test('a file whose name looks like a pattern is that file', async () => {
  expect((await expanded('a[1].pcap')).names).toEqual(['a[1].pcap']);
});

test('a folder stands for the captures in it, in the order of their times; others are skipped with one line', async () => {
  expect(await expanded('.')).toEqual({
    names: ['a[1].pcap', 'a1.pcap', 'ring.pcap10', 'ring.pcap2', 'ring.pcap1'],
    notes: [expect.stringMatching(/: skipped 1 other file: notes.txt$/)],
  });
});

test('a folder without captures is an error', async () => {
  await expect(expanded('empty')).rejects.toThrow(/empty: expected a capture in this folder, found none$/);
});
