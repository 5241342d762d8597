import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { readAll } from '../../capture/read-all.ts';
import { isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const PROGRAM = resolve(import.meta.dirname, '../../../bin/ims-esp.js');

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  out = join(folder, 'out.pcapng');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Standard output as bytes. */
async function bytesOf(argv: readonly string[], isTTY = false) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const gathered = Promise.all([stdout, stderr].map(async stream => Buffer.concat(await stream.toArray())));
  const terminal = { stdin: Readable.from([]), stdout: Object.assign(stdout, { isTTY }), stderr };
  const exitCode = await main(argv, terminal);
  stdout.end();
  stderr.end();
  const [bytes, messages] = await gathered;
  return { exitCode, bytes: bytes ?? Buffer.alloc(0), stderr: String(messages) };
}

describe('-w FILE', () => {
  test('messages are printed as without it, and the capture is written', async () => {
    const plain = await ims(['decode', CAPTURE]);
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '-w', out]);
    expect([exitCode, stdout]).toEqual([0, plain.stdout]);
    expect(stderr).toBe(
      `${plain.stderr}ims-esp: ${out}: 56 frames, 21 of them decrypted\nims-esp: -w: what was written still holds CK and IK, in a 401 or in an answer of the HSS; --anonymise replaces them\n`,
    );
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
    expect(readAll(readFileSync(out)).records.length).toBe(56);
    const again = await ims(['decode', '-T', 'fields', '-e', 'sip.Call-ID', '-e', 'esp.spi', out]);
    const ids = (text: string) => text.split('\n').map(line => line.split('\t')[0]);
    const before = await ims(['decode', '-T', 'fields', '-e', 'sip.Call-ID', CAPTURE]);
    expect(ids(again.stdout)).toEqual(ids(before.stdout));
    expect(again.stdout).not.toContain('0x');
  });

  test('with --anonymise nothing else is printed, and no key is left', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--anonymise', '-w', out]);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toContain(`${out}: 56 frames anonymised, 21 of them decrypted; 0 left out\n`);
    expect(stderr).not.toContain('still holds');
    expect(readFileSync(out).includes('001010000000001')).toBe(false);
  });

  test('--anonymise holds for standard output too', async () => {
    const plain = await ims(['decode', '-q', CAPTURE, '-w', '-']);
    expect(plain.stdout).toContain('001010000000001');
    const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '--anonymise', '-w', '-']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('REGISTER sip:');
    expect(stdout).not.toContain('001010000000001');
    expect(stderr).toContain('-w: 56 frames anonymised, 21 of them decrypted; 0 left out\n');
  });

  test.each([
    [['--anonymise'], '--anonymise needs -w FILE'],
    [['--anonymise', '-w', 'x', '--show-keys'], '--anonymise cannot be combined with'],
    [['--anonymise', '-w', 'x', '-T', 'json'], '--anonymise writes only the capture'],
    [['--anonymise-key', 'x', '-w', 'x'], '--anonymise-key needs --anonymise'],
  ])('%j is a usage error', async (options, message) => {
    const { exitCode, stderr } = await ims(['decode', CAPTURE, ...options]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  test('with --json and -q, and only the first frames', async () => {
    const { stdout, stderr } = await ims(['decode', '-q', '-T', 'json', '-c', '7', CAPTURE, '-w', out]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)).toMatchObject({
      frames: 7,
      evicted: { frames: 0 },
    });
    expect(readAll(readFileSync(out)).records.length).toBe(7);
  });

  test('several files: an interface each, in time order', async () => {
    const other = fixture('a16-v6-udp-aes-cbc-hmac-sha-1-96.eth.pcap');
    await ims(['decode', '-q', CAPTURE, other, '-w', out]);
    const { records } = readAll(readFileSync(out));
    expect(new Set(records.map(({ linkType }) => linkType))).toEqual(new Set([276, 1]));
    expect(records[0]?.source?.section?.interfaces.length ?? 0).toBe(2);
  });

  test('an input is refused under whatever name, before anything is read', async () => {
    copyFileSync(CAPTURE, out);
    symlinkSync(out, join(folder, 'soft'));
    linkSync(out, join(folder, 'hard'));
    for (const name of ['out.pcapng', 'soft', 'hard']) {
      const path = join(folder, name);
      const { exitCode, stdout, stderr } = await ims(['decode', out, '-w', path]);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `ims-esp: -w: ${path}: expected a file that is not an input, found the input ${out} (see ims-esp decode --help)\n`,
      );
    }
    expect(readFileSync(out)).toEqual(readFileSync(CAPTURE));
    expect(readdirSync(folder).length).toBe(3);
  });

  test('the file that standard input is read from is an input too', async () => {
    copyFileSync(CAPTURE, out);
    const stdin = createReadStream(out);
    await once(stdin, 'open');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const exitCode = await main(['decode', '-', '-w', out], { stdin, stdout, stderr });
    stdin.destroy();
    expect([exitCode, String(stderr.read())]).toEqual([1, expect.stringContaining('found the input -')]);
  });

  test('a folder that is missing, is no folder or is meant itself: one line, exit code 2', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const [path, reason] of [
      [join(folder, 'missing', 'out'), 'no such folder'],
      [join(folder, 'file', 'out'), 'no such folder'],
      [folder, 'expected a file, found a folder'],
    ]) {
      const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE, '-w', path as string]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toBe(`ims-esp: ${path}: the capture could not be written: ${reason}\n`);
    }
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    const { exitCode, stderr } = await ims(['decode', CAPTURE, '-w', join(folder, 'closed', 'out')]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('permission denied')]);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk: one line, exit code 2', async () => {
    const { exitCode, stderr } = await ims(['decode', '-q', CAPTURE, '-w', '/dev/full']);
    expect([exitCode, stderr]).toEqual([
      2,
      'ims-esp: /dev/full: the capture could not be written: no space left\n',
    ]);
  });

  test('an input that cannot be read leaves what was there; one that is cut is written as far as it goes', async () => {
    writeFileSync(out, 'older');
    expect((await ims(['decode', join(folder, 'missing'), '-w', out])).exitCode).toBe(2);
    expect(readFileSync(out, 'utf8')).toBe('older');
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, readFileSync(CAPTURE).subarray(0, -10));
    expect((await ims(['decode', cut, '-w', out])).exitCode).toBe(2);
    expect(readAll(readFileSync(out)).records.length).toBe(55);
    expect(readdirSync(folder).sort()).toEqual(['cut.pcap', 'out.pcapng']);
  });

  test('a reader of the messages that leaves does not cut the capture', async () => {
    const stdout = new PassThrough();
    stdout.destroy();
    const stderr = new PassThrough();
    stderr.resume();
    const terminal = { stdin: Readable.from([]), stdout, stderr };
    expect(await main(['decode', '-q', CAPTURE, '-w', out], terminal)).toBe(0);
    expect(readAll(readFileSync(out)).records.length).toBe(56);
  });

  test('an option that is wrong leaves nothing behind', async () => {
    expect((await ims(['decode', '-T', 'fields', CAPTURE, '-w', out])).exitCode).toBe(1);
    expect((await ims(['decode', '--ck', 'zz', CAPTURE, '-w', out])).exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('-w -', () => {
  test('the same bytes as in a file, and nothing else, on standard output', async () => {
    await ims(['decode', '-q', CAPTURE, '-w', out]);
    const { exitCode, bytes, stderr } = await bytesOf(['decode', CAPTURE, '-w', '-']);
    expect(exitCode).toBe(0);
    expect(bytes.equals(readFileSync(out))).toBe(true);
    expect(stderr).toContain('56 frames');
  });

  test('a terminal is refused', async () => {
    const { exitCode, bytes, stderr } = await bytesOf(['decode', CAPTURE, '-w', '-'], true);
    expect([exitCode, bytes.length]).toEqual([1, 0]);
    expect(stderr).toBe(
      'ims-esp: -w -: expected a file or a pipe as standard output, found a terminal (see ims-esp decode --help)\n',
    );
  });

  test.each([[['-T', 'json']], [['-V']], [['-T', 'fields', '-e', 'sip.Method']]])(
    'is refused with %j, which wants standard output too',
    async options => {
      const { exitCode, bytes, stderr } = await bytesOf(['decode', ...options, CAPTURE, '-w', '-']);
      expect([exitCode, bytes.length]).toEqual([1, 0]);
      expect(stderr).toContain('-w - writes the capture to standard output: -T, -e, -E and -V need');
    },
  );

  test('an input that cannot be read gives no bytes', async () => {
    const { exitCode, bytes } = await bytesOf(['decode', '-q', join(folder, 'missing'), '-w', '-']);
    expect([exitCode, bytes.length]).toEqual([2, 0]);
  });
});

describe.skipIf(!isBuilt)('a process', () => {
  /** Reads a pipe; it has begun to write. */
  async function started(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [PROGRAM, 'decode', '-', '-w', out], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write(readFileSync(CAPTURE).subarray(0, 9000));
    while (!existsSync(out) || statSync(out).size === 0) await setTimeout(5);
    return child;
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the capture, which is complete', async signal => {
    const child = await started();
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
    expect((await ims(['decode', out])).stderr).toContain('ims-esp: 8 frames');
  });

  test('SIGHUP ends it at once; what was written can be read', async () => {
    const child = await started();
    const ended = once(child, 'exit');
    child.kill('SIGHUP');
    expect(await ended).toEqual([null, 'SIGHUP']);
    expect(readdirSync(folder)).toEqual(['out.pcapng']);
    expect((await ims(['decode', out])).exitCode).toBe(0);
  });
});
