import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture } from '../support/lab.ts';
import { ims } from '../support/terminal.ts';

const CAPTURE = fixture('a29-v4-udp-rereg.sll2.pcap');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes the profile into the folder and says how to use it', async () => {
  const { exitCode, stdout } = await ims(['wireshark', CAPTURE, '-d', folder, '-q']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`WIRESHARK_CONFIG_DIR=${folder} tshark -r ${CAPTURE}`);
  expect(readFileSync(join(folder, 'esp_sa'), 'utf8').match(/^"IPv4"/gm)?.length).toBe(8);
  expect(statSync(join(folder, 'esp_sa')).mode & 0o777).toBe(0o600);
});

test('--profile writes below profiles/', async () => {
  const { stdout } = await ims(['wireshark', CAPTURE, '-d', folder, '--profile', 'ims', '-q']);
  expect(existsSync(join(folder, 'profiles', 'ims', 'esp_sa'))).toBe(true);
  expect(stdout).toContain('tshark -C ims -r');
});

test('a folder that cannot be made ends in one line and exit code 2', async () => {
  const { exitCode, stderr } = await ims(['wireshark', CAPTURE, '-d', join(CAPTURE, 'x'), '-q']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^ims-esp: .*: the profile could not be written: .*\n$/);
});
