import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createGzip, constants as zlib } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT, isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';

/** The first SIP message is in frame 2, the seventh in frame 8. */
const CAPTURE = readFileSync(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A running `ims-esp decode`, and a wait for its output to come so far. */
function decode(file: string) {
  const child = spawn(process.execPath, [join(BUILT, 'cli/entry.js'), 'decode', '-q', file]);
  let text = '';
  let wake: () => void = () => {};
  child.stdout.on('data', chunk => {
    text += chunk;
    wake();
  });
  const exit = new Promise<number | null>(resolve => child.on('exit', resolve));
  const printed = async (lines: number): Promise<string[]> => {
    while (text.split('\n').length <= lines)
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    return text.trimEnd().split('\n');
  };
  return { stdin: child.stdin, exit, printed };
}

/** File offset behind the first frames. */
function endOfFrame(frame: number): number {
  let at = 24;
  for (let i = 0; i < frame; i++) at += 16 + CAPTURE.readUInt32LE(at + 8);
  return at;
}

async function showsAsItComes(run: ReturnType<typeof decode>, input: Writable): Promise<void> {
  input.write(CAPTURE.subarray(0, 10));
  input.write(CAPTURE.subarray(10, endOfFrame(2)));
  expect((await run.printed(1)).length).toBe(1);
  // Piece by piece, each ending within a record.
  for (let at = endOfFrame(2); at < endOfFrame(8) + 5; at += 300)
    input.write(CAPTURE.subarray(at, Math.min(at + 300, endOfFrame(8) + 5)));
  const lines = await run.printed(6);
  expect(lines.length).toBe(6);
  expect(lines[4]).toContain('uc->ps good');
  input.end(CAPTURE.subarray(endOfFrame(8) + 5));
  expect(await run.exit).toBe(0);
  expect((await run.printed(42)).length).toBe(42);
}

describe.skipIf(!isBuilt)('messages appear while the capture goes on', () => {
  test('standard input', async () => {
    const run = decode('-');
    await showsAsItComes(run, run.stdin);
  });

  test('standard input, gzipped by a program that flushes', async () => {
    const run = decode('-');
    const gzip = createGzip({ flush: zlib.Z_SYNC_FLUSH });
    gzip.pipe(run.stdin);
    await showsAsItComes(run, gzip);
  });

  test.skipIf(process.platform === 'win32')('a named pipe given as FILE', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const run = decode(pipe);
    await showsAsItComes(run, createWriteStream(pipe));
  });

  test.skipIf(process.platform === 'win32')('a named pipe beside a file is read once', async () => {
    const pipe = join(folder, 'pipe2');
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [
      join(BUILT, 'cli/entry.js'),
      'sas',
      pipe,
      fixture('c12-v4-udp-gtpu-outer-fragments.s1u.pcap'),
    ]);
    createWriteStream(pipe).end(CAPTURE);
    let text = '';
    for await (const chunk of child.stdout) text += chunk;
    expect(text).toContain('0x79f51584');
  });
});

/** The phone and the P-CSCF have different keys: 9 frames. */
const WRONG_IK = readFileSync(fixture('b31-v4-udp-wrong-ik.sll2.pcap'));

/** A running command, and waits for what it prints. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [join(BUILT, 'cli/entry.js'), ...argv]);
  const printed = { stdout: '', stderr: '' };
  let wake: () => void = () => {};
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', chunk => {
      printed[stream] += chunk;
      wake();
    });
  const exit = new Promise<number | NodeJS.Signals | null>(resolve =>
    child.on('close', (code, signal) => resolve(code ?? signal)),
  );
  const shows = async (text: string): Promise<void> => {
    while (!`${printed.stdout}${printed.stderr}`.includes(text))
      await new Promise<void>(resolve => {
        wake = resolve;
      });
  };
  return { child, exit, printed, shows };
}

/** Milliseconds in which a command that prints nothing has begun to read. */
const STARTED = 2500;

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

describe.skipIf(!isBuilt || process.platform === 'win32')('the first signal ends a live capture', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: standard input is judged, cut where it may be',
    async signal => {
      const run = start('diagnose', '-');
      run.child.stdin.write(WRONG_IK.subarray(0, WRONG_IK.length - 3));
      // The wait shows that frames were read: nothing is printed before the end.
      await pause(STARTED);
      run.child.kill(signal);
      expect(await run.exit).toBe(0);
      expect(run.printed.stdout).toContain('R12');
      expect(run.printed.stderr).toContain('8 frames');
      expect(run.printed.stderr).not.toContain('issue');
    },
  );

  test('what is still on its way is read', async () => {
    const run = start('decode', '-');
    run.child.stdin.write(WRONG_IK.subarray(0, 2000));
    await run.shows('REGISTER');
    run.child.kill('SIGINT');
    run.child.stdin.end(WRONG_IK.subarray(2000));
    expect(await run.exit).toBe(0);
    expect(run.printed.stderr).toContain('9 frames');
  });

  test('files that are written appear whole', async () => {
    const [capture, report] = [join(folder, 'out.pcapng'), join(folder, 'out.html')];
    for (const argv of [
      ['decode', '-w', capture],
      ['report', '-o', report],
    ] as const) {
      const run = start(...argv, '-');
      run.child.stdin.write(WRONG_IK);
      await pause(STARTED);
      run.child.kill('SIGINT');
      expect(await run.exit).toBe(0);
    }
    expect(readFileSync(report, 'utf8')).toContain('</html>');
    const again = execFileSync(process.execPath, [join(BUILT, 'cli/entry.js'), 'decode', '-q', capture]);
    expect(`${again}`.trimEnd().split('\n').length).toBe(9);
  });

  test('the second one ends the command', async () => {
    const run = start('report', '-o', join(folder, 'none.html'), '-');
    run.child.stdin.write(WRONG_IK);
    await pause(STARTED);
    run.child.kill('SIGINT');
    await run.shows('the capture ends here');
    run.child.kill('SIGINT');
    expect(await run.exit).toBe('SIGINT');
    expect(run.printed.stderr).toContain('none.html: not written: ended by SIGINT');
  });

  test('a pipe that nobody writes to', async () => {
    const pipe = join(folder, 'lonely');
    execFileSync('mkfifo', [pipe]);
    const run = start('diagnose', pipe);
    await pause(STARTED);
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect(run.printed.stdout).toContain('No registration');
  });

  test('Ctrl-C on a terminal, which both ends of a pipe get', async () => {
    const line = `(cat ${fixture('b31-v4-udp-wrong-ik.sll2.pcap')}; exec sleep 60) | ${process.execPath} ${join(BUILT, 'cli/entry.js')} diagnose --follow -`;
    const child = spawn('script', ['-qfec', line, '/dev/null']);
    let text = '';
    let isPressed = false;
    for await (const chunk of child.stdout) {
      text += chunk;
      // The terminal makes a signal of it.
      if (!isPressed && text.includes('R12')) child.stdin.write('\x03');
      isPressed ||= text.includes('R12');
      if (text.includes('registrations:')) break;
    }
    expect(text).toContain('the capture ends here');
    expect(text).toContain('9 frames');
    child.kill();
  });
});

describe.skipIf(!isBuilt)('--follow', () => {
  test('a verdict comes when it is reached, and again when it has changed', async () => {
    const growing = join(folder, 'growing.pcap');
    writeFileSync(growing, CAPTURE.subarray(0, endOfFrame(6)));
    const run = start('diagnose', '-q', '--follow', growing);
    await pause(1500);
    expect(run.printed.stdout).toBe('');
    // In the middle of a record, too.
    for (let at = endOfFrame(6); at < CAPTURE.length; at += 5000) {
      appendFileSync(growing, CAPTURE.subarray(at, at + 5000));
      await pause(300);
    }
    await run.shows('REGISTERED');
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(0);
    const whole = execFileSync(process.execPath, [join(BUILT, 'cli/entry.js'), 'diagnose', '-q', growing]);
    const last = (text: string) => text.split(/\n\n(?=\d{15}@)/).at(-1);
    expect(last(run.printed.stdout)).toContain(last(`${whole}`)?.split('\n')[1] ?? '?');
  });

  test('-w: each frame can be read as it comes, also those without a key', async () => {
    const [growing, written] = [join(folder, 'stray.pcap'), join(folder, 'stray.pcapng')];
    // Without the 401 the first ESP packet has no key.
    const stray = Buffer.concat([CAPTURE.subarray(0, endOfFrame(0)), CAPTURE.subarray(endOfFrame(6))]);
    writeFileSync(growing, stray.subarray(0, stray.length - 600));
    const run = start('decode', '-q', '--follow', '-w', written, growing);
    await pause(4000);
    appendFileSync(growing, stray.subarray(stray.length - 600));
    const frames = () =>
      Number(
        /(\d+) frames/.exec(
          spawnSync(process.execPath, [join(BUILT, 'cli/entry.js'), 'decode', written], { encoding: 'utf8' })
            .stderr,
        )?.[1] ?? 0,
      );
    while (frames() < 40) await pause(200);
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect(frames()).toBe(50);
  });

  test('is for one capture', () => {
    const other = fixture('b31-v4-udp-wrong-ik.sll2.pcap');
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(BUILT, 'cli/entry.js'), 'diagnose', '--follow', other, other],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([1, expect.stringContaining('--follow: expected one capture, found 2')]);
  });
});
