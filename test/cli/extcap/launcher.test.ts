import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher } from '../../../src/cli/extcap/launcher.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ROOT } from '../../support/programs/root.ts';
import { hasTshark } from '../../support/programs/tshark.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

describe.skipIf(!isBuilt || process.platform === 'win32')('the launcher', () => {
  let folder: string;
  let script: string;
  let capture: string;
  beforeAll(() => {
    // All in one folder that everybody can read, for a tshark without rights.
    folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'bin'));
    cpSync(join(BUILT, 'program'), join(folder, 'dist/program'), { recursive: true });
    for (const file of ['bin/ims-esp.js', 'bin/package.json'])
      copyFileSync(join(ROOT, file), join(folder, file));
    capture = join(folder, 'it is a capture.pcap');
    copyFileSync(CAPTURE, capture);
    script = join(folder, 'extcap/ims-esp');
    mkdirSync(join(folder, 'extcap'));
    writeFileSync(script, launcher([process.execPath, join(folder, 'bin/ims-esp.js')]), { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the launcher writes into the pipe of Wireshark; here a file. */
  function captured(...options: string[]): Buffer {
    const out = join(folder, 'out');
    rmSync(out, { force: true });
    const argv = ['--capture', '--extcap-interface', 'ims-esp', '--fifo', out, ...options];
    const { stderr, status } = spawnSync(script, argv, { encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
    return readFileSync(out);
  }

  function decrypted(...options: string[]): Buffer {
    return execFileSync(process.execPath, [
      join(ROOT, 'bin/ims-esp.js'),
      'decode',
      '-q',
      '-w',
      '-',
      ...options,
    ]);
  }

  test('passes questions on', () => {
    expect(execFileSync(script, ['--extcap-interfaces'], { encoding: 'utf8' })).toContain('{value=ims-esp}');
  });

  test('reads a file, whatever its name and whatever was left empty', () => {
    expect(captured('--file', capture, '--command', '', '--usim', '').equals(decrypted(capture))).toBe(true);
    expect(captured(`--file=${capture}`, '--extcap-capture-filter=').equals(decrypted(capture))).toBe(true);
  });

  test('reads what a command writes', () => {
    const [read] = [captured('--command', `cat '${capture}'`)];
    // Only the name of the input differs.
    expect(read.length).toBeGreaterThan(1000);
    expect(read.subarray(-500).equals(decrypted(capture).subarray(-500))).toBe(true);
  });

  test('gives the keys to ims-esp', () => {
    const keys = join(folder, 'keys.json');
    writeFileSync(keys, '[]');
    const { stderr, status } = spawnSync(
      script,
      ['--capture', '--fifo', '/dev/null', '--file', capture, '--keys', join(folder, 'no-such.json')],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([expect.any(Number), expect.stringContaining('--keys')]);
    expect(captured('--file', capture, '--keys', keys).equals(decrypted('--keys', keys, capture))).toBe(true);
  });

  test.each([
    [['--file', 'x', '--extcap-capture-filter', 'udp'], 'no capture filter can be used here'],
    [[], 'expected a capture file or a command that captures, found neither'],
  ])('refuses %j', (options, reason) => {
    const { stderr, status } = spawnSync(script, ['--capture', '--fifo', '/dev/null', ...options], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining(reason)]);
  });

  test('SIGTERM ends it, and the command that captures', async () => {
    const pid = join(folder, 'pid');
    const child = spawn(script, [
      ...['--capture', '--fifo', '/dev/null'],
      ...['--command', `sh -c 'echo $$ > ${pid}; exec sleep 1000'`],
    ]);
    const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
    while (!existsSync(pid) || readFileSync(pid, 'utf8') === '')
      await new Promise(done => setTimeout(done, 20));
    child.kill('SIGTERM');
    await ended;
    const sleeping = Number(readFileSync(pid, 'utf8'));
    await expect.poll(() => isRunning(sleeping)).toBe(false);
  });

  test.skipIf(!hasTshark)('tshark lists the interface and shows what is inside ESP', () => {
    const tshark = (...argv: string[]) =>
      execFileSync('tshark', argv, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, HOME: folder, WIRESHARK_EXTCAP_DIR: join(folder, 'extcap') },
        // It believes the environment only of a user without special rights.
        ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
      });
    expect(tshark('-D')).toContain('ims-esp (IMS decrypted)');
    const fields = ['-T', 'fields', '-e', 'frame.number', '-e', 'sip.CSeq'];
    const live = tshark('-i', 'ims-esp', '-o', `extcap.ims_esp.file:${capture}`, '-Y', 'sip', ...fields);
    const whole = join(folder, 'whole.pcapng');
    writeFileSync(whole, decrypted(capture));
    expect(live).toBe(tshark('-r', whole, '-Y', 'sip', ...fields));
    expect(live.split('\n').length).toBeGreaterThan(30);
  });
});

const NOBODY = 65_534;

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
  // Where nobody waits for orphans, their ends stay in the table.
  return /^[^Z\s]/.test(stdout);
}
