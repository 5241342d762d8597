import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decrypt } from '../../support/captures/decrypted.ts';
import { FIXTURES, run } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';
import { hasTshark, tsharkFrames } from '../../support/programs/tshark.ts';

const FOLDER = join(FIXTURES, 'corrupt');

/** What must be said of each file, and the SIP messages that must be found. */
const EXPECTED: Readonly<Record<string, { readonly issues: readonly string[]; readonly messages: number }>> =
  {
    'record-cut.pcap': { issues: ['truncated-file'], messages: 7 },
    'captured-length-too-large.pcap': { issues: ['caplen-too-large'], messages: 7 },
    'pcapng-block-length.pcapng': { issues: ['pcapng-block-length'], messages: 7 },
    'pcapng-byte-order.pcapng': { issues: ['pcapng-byte-order'], messages: 8 },
    'pcapng-packet-length.pcapng': { issues: ['pcapng-packet-length'], messages: 7 },
    'pcapng-option-length.pcapng': { issues: [], messages: 8 },
    'pcapng-interface.pcapng': { issues: ['undeclared-interface'], messages: 7 },
    'gzip-cut.pcap.gz': { issues: ['unreadable-input', 'truncated-file'], messages: 6 },
    'gzip-checksum.pcap.gz': { issues: ['unreadable-input'], messages: 8 },
    'ip-header-length.pcap': { issues: ['ip-header'], messages: 7 },
    'fragments-overlapping.pcap': { issues: ['fragment-overlap'], messages: 1 },
    'nested-40-deep.pcap': { issues: [], messages: 0 },
    'gtpu-extension.pcap': { issues: ['gtpu-header'], messages: 0 },
    'udp-length.pcap': { issues: ['udp-header'], messages: 0 },
    'tcp-data-offset.pcap': { issues: ['tcp-header'], messages: 0 },
    'esp-pad-length.pcap': { issues: ['implausible-plaintext'], messages: 7 },
    'sip-content-length.pcap': { issues: ['sip-content-length-too-long'], messages: 1 },
    'sip-control-characters.pcap': { issues: [], messages: 1 },
    'security-client.pcap': { issues: ['no-agreement'], messages: 8 },
  };

/** Control characters other than tab and line feed. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Issues that make the exit code 2. */
const UNREADABLE = new Set([
  'truncated-file',
  'caplen-too-large',
  'pcapng-block-length',
  'pcapng-byte-order',
  'pcapng-packet-length',
  'undeclared-interface',
  'unreadable-input',
]);

test('every corrupt capture is expected here', () => {
  const captures = readdirSync(FOLDER).filter(name => /\.(pcap|pcapng|gz)$/.test(name));
  expect(captures).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(Object.entries(EXPECTED))('%s', (name, { issues, messages }) => {
  const path = join(FOLDER, name);

  test('is read as far as it goes, and what is wrong is said', async () => {
    const read = await run([path]);
    expect(read.issues.map(({ code }) => code)).toEqual(issues);
    expect(read.messages).toHaveLength(messages);
    expect(read.inputDamaged).toBe(issues.some(code => UNREADABLE.has(code)));
  });

  test('comes through the commands', async () => {
    const exitCode = issues.some(code => UNREADABLE.has(code)) ? 2 : 0;
    for (const options of [['decode', '-V'], ['sas'], ['decode', '-T', 'json'], ['sas', '-T', 'json']]) {
      const printed = await ims([...options, path]);
      expect(printed.exitCode).toBe(exitCode);
      expect(printed.stderr).not.toMatch(UNSAFE);
      if (!options.includes('json')) expect(printed.stdout).not.toMatch(UNSAFE);
      else
        for (const line of printed.stdout.trimEnd().split('\n'))
          expect(JSON.parse(line)).toHaveProperty('type');
    }
  });
});

test('of packets in packets in packets the first few are looked into', async () => {
  const { summary } = await run([join(FOLDER, 'nested-40-deep.pcap')]);
  expect(summary.network.depthExceeded).toBe(1);
});

test('a block that was no section takes no frame number', async () => {
  const { messages } = await run([join(FOLDER, 'pcapng-byte-order.pcapng')]);
  expect(messages.map(({ frames }) => frames[0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test.skipIf(!hasTshark)(
  'options with lengths that are not theirs do not spoil a decrypted capture',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ims-esp-corrupt-'));
    try {
      const { bytes, result } = await decrypt([join(FOLDER, 'pcapng-option-length.pcapng')]);
      const written = join(folder, 'clear.pcapng');
      writeFileSync(written, bytes);
      expect(tsharkFrames(written, ['frame.number'])).toHaveLength(result.summary.frames);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('what is wrong in an esp_sa file is repeated without its terminal sequence', async () => {
  const capture = join(FOLDER, 'udp-length.pcap');
  const { exitCode, stderr } = await ims([
    'decode',
    '--esp-sa',
    join(FOLDER, 'control-character.esp_sa'),
    capture,
  ]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("found '0x115c\\x1b[2J'")]);
});
