import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixture, labCaptures, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a29-v4-udp-rereg.sll2.pcap');
const truth = truthOf(labCaptures().find(({ path }) => path === CAPTURE) as never);
const KEYS = [...new Set(truth.sas.flatMap(({ ck, ik }) => [ck, ik]))];
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  path = join(folder, 'out');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each(['keys', 'ip-xfrm', 'setkey'])('export --format %s', format => {
  test('writes a file for its owner only, and prints no key', async () => {
    writeFileSync(path, 'older', { mode: 0o644 });
    const { exitCode, stdout, stderr } = await ims(['export', CAPTURE, '--format', format, '-o', path]);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    for (const key of KEYS) {
      expect(text).toContain(key);
      expect(stderr).not.toContain(key);
    }
    expect(readdirSync(folder)).toEqual(['out']);
  });

  test('prints the same with --show-keys, and refuses without', async () => {
    await ims(['export', CAPTURE, '--format', format, '-o', path]);
    const shown = await ims(['export', CAPTURE, '--format', format, '--show-keys', '-q']);
    expect(shown).toEqual({ exitCode: 0, stdout: readFileSync(path, 'utf8'), stderr: '' });
    for (const argv of [[], ['-o', '-']]) {
      const refused = await ims(['export', CAPTURE, '--format', format, ...argv]);
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^ims-esp: export: expected -o FILE, or --show-keys .*\n$/);
    }
  });
});

test('keys: both challenges, with nonce and identity', async () => {
  const { stdout } = await ims(['export', CAPTURE, '--format', 'keys', '--show-keys', '-q']);
  const entries = JSON.parse(stdout);
  expect(entries.flatMap(({ ck, ik }: Record<string, string>) => [ck, ik]).sort()).toEqual([...KEYS].sort());
  for (const { impi, nonce } of entries) {
    expect(impi).toBe('001010000000001@ims.mnc001.mcc001.3gppnetwork.org');
    expect(Buffer.from(nonce, 'base64').length).toBe(32);
  }
});

test('keys open the capture on Gm that they did not come from', async () => {
  const core = fixture('e01-v4-udp-kamailio-scscf.core.pcap');
  const gm = fixture('e01-v4-udp-kamailio-scscf.eth.pcap');
  await ims(['export', core, '--format', 'keys', '-o', path, '-q']);
  const { exitCode, stdout } = await ims(['decode', gm, '--keys', path, '-q']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe((await ims(['decode', gm, '--xfrm', await states(core, gm), '-q'])).stdout);
  expect(stdout).toMatch(/ uc->ps good +REGISTER/);
});

/** The SAs of two captures, exported for a kernel. */
async function states(...captures: string[]): Promise<string> {
  const file = join(folder, 'states');
  await ims(['export', ...captures, '--format', 'ip-xfrm', '-o', file, '-q']);
  return file;
}

test('keys that no packet verifies are named, not exported', async () => {
  const wrong = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
  const { exitCode, stdout, stderr } = await ims(['export', wrong, '--format', 'keys', '--show-keys']);
  expect([exitCode, stdout]).toEqual([0, '[]\n']);
  expect(stderr).toContain('left out: set 1: its packets contradict the key\n');
});

describe('what is refused', () => {
  test.each([
    [['export', CAPTURE, '-o', 'x'], 'Missing required argument: format'],
    [
      ['export', CAPTURE, '--format', 'keys', '-o', '/dev/null'],
      '-o: expected a regular file, found /dev/null: give --show-keys to write keys there',
    ],
  ])('%j', async (argv, message) => {
    const { exitCode, stderr } = await ims(argv);
    expect([exitCode, stderr]).toEqual([1, `ims-esp: ${message} (see ims-esp export --help)\n`]);
  });

  test('the input itself, under any name', async () => {
    symlinkSync(CAPTURE, path);
    const { exitCode, stderr } = await ims(['export', CAPTURE, '--format', 'keys', '-o', path]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('found the input');
  });

  test('a folder that is not there: exit code 2, nothing behind', async () => {
    const missing = join(folder, 'none', 'out');
    const { exitCode, stderr } = await ims(['export', CAPTURE, '--format', 'keys', '-q', '-o', missing]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^ims-esp: .*: the keys could not be written: .*\n$/);
    expect(existsSync(missing)).toBe(false);
  });
});
