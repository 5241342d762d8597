import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { framesOf } from '../../support/captures/frames.ts';
import { snoopFile } from '../../support/captures/snoop-file.ts';
import { fixture, run } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file of snoop', () => {
  test.each(['a02-v4-udp-null-hmac-sha-1-96.eth.pcap', 'a16-v6-udp-aes-cbc-hmac-sha-1-96.eth.pcap'])(
    'holds the same as %s',
    async name => {
      const path = join(folder, 'capture.snoop');
      writeFileSync(path, snoopFile(await framesOf(fixture(name))));
      const [before, after] = [await run([fixture(name)]), await run([path])];
      expect(before.messages.length).toBeGreaterThan(0);
      expect(after.messages).toEqual(before.messages);
      expect(after.summary.esp).toEqual(before.summary.esp);
      expect(after.summary.issueCounts).toEqual(before.summary.issueCounts);
      const [first, second] = [await ims(['decode', fixture(name)]), await ims(['decode', path])];
      expect(second).toMatchObject({ exitCode: 0, stdout: first.stdout });
    },
  );

  test('that is cut is read as far as it goes, with exit code 2', async () => {
    const path = join(folder, 'cut.snoop');
    const file = snoopFile(await framesOf(fixture('a02-v4-udp-null-hmac-sha-1-96.eth.pcap')));
    writeFileSync(path, file.slice(0, -10));
    const { exitCode, stdout, stderr } = await ims(['decode', path]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('REGISTER');
    expect(stderr).toContain('truncated-file');
  });
});

test.each([
  ['capture.pcap.xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 'xz -dc FILE | ims-esp decode -'],
  ['capture.pcap.bz2', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41], 'bzip2 -dc FILE | ims-esp decode -'],
])('%s gets one line with the command that unpacks it', async (name, bytes, command) => {
  const path = join(folder, name);
  writeFileSync(path, Uint8Array.from(bytes));
  const { exitCode, stdout, stderr } = await ims(['decode', path]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.split('\n').filter(line => line.includes(command)).length).toBe(1);
});
