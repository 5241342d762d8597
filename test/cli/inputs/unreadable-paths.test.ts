import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const GOOD = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  writeFileSync(join(folder, 'forbidden.pcap'), '');
  chmodSync(join(folder, 'forbidden.pcap'), 0);
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What cannot be read, each in its own way. */
const PATHS: readonly (readonly [name: string, path: () => string])[] = [
  ['a link to itself', () => join(folder, 'loop')],
  ['a link to nothing', () => join(folder, 'dangling')],
  ['a name that is too long', () => join(folder, 'x'.repeat(300))],
  ['a path that is too long', () => `${folder}/${'x/'.repeat(3000)}y`],
  ['a path through a file', () => `${GOOD}/x.pcap`],
  ['a pattern in a folder that is a file', () => `${GOOD}/*.pcap`],
  ['a file that may not be read', () => join(folder, process.getuid?.() === 0 ? 'none' : 'forbidden.pcap')],
  ['a folder without a capture', () => join(folder, 'empty')],
];

describe.each(PATHS)('%s among captures', (_, path) => {
  test.each([['1'], ['4']])('loses only itself with --jobs %s', async jobs => {
    const alone = await ims(['decode', '--jobs', jobs, GOOD]);
    const { exitCode, stdout, stderr } = await ims(['decode', '--jobs', jobs, GOOD, path()]);
    expect(exitCode).toBe(2);
    expect(stdout.split('\n').length).toBe(alone.stdout.split('\n').length);
    expect(stderr.split('\n').filter(line => line.endsWith('[unreadable-input]')).length).toBe(1);
  });
});

test('a file in a folder that cannot be read loses only itself', async () => {
  const captures = join(folder, 'captures');
  mkdirSync(captures);
  copyFileSync(GOOD, join(captures, 'good.pcap'));
  symlinkSync('loop', join(captures, 'loop'));
  const { exitCode, stdout } = await ims(['decode', captures]);
  expect(exitCode).toBe(0);
  expect(stdout).not.toBe('');
});
