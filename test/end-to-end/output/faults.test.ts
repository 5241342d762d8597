import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isBuilt } from '../../support/programs/built.ts';
import { fixture } from '../../support/programs/lab.ts';
import { hasMounts, runMounted } from '../../support/programs/mounts.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const PROGRAM = resolve(import.meta.dirname, '../../../bin/ims-esp.js');
const IMS = [process.execPath, PROGRAM];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Each way to write, into a file or folder `to`, and what is said to be missing. */
const WAYS: readonly (readonly [string, (from: string, to: string) => string[], string])[] = [
  ['decode -w', (from, to) => ['decode', '-q', from, '-w', to], 'the capture'],
  ['export -o', (from, to) => ['export', '-q', from, '--format', 'keys', '-o', to], 'the keys'],
  ['export -o', (from, to) => ['export', '-q', from, '--format', 'ip-xfrm', '-o', to], 'the keys'],
  ['wireshark -d', (from, to) => ['wireshark', '-q', from, '-d', to], 'the profile'],
];

/** Fills what there is room for. */
const FILL = 'cat /dev/zero >fill';

describe.skipIf(!isBuilt || !hasMounts)('a full disk', () => {
  test.each(WAYS)('%s: one line, exit code 2, nothing behind', (_, argv, what) => {
    const to = join(folder, 'out');
    const { exitCode, stderr, files } = runMounted(folder, FILL, [...IMS, ...argv(CAPTURE, to)]);
    expect(stderr).toBe(`ims-esp: ${to}: ${what} could not be written: no space left\n`);
    expect([exitCode, files]).toEqual([2, '']);
  });

  test('that fills up while a capture is written', () => {
    const to = join(folder, 'out');
    const { exitCode, stderr, files } = runMounted(folder, 'echo older >out', [
      ...IMS,
      'decode',
      '-q',
      CAPTURE,
      '-w',
      to,
    ]);
    expect(stderr).toBe(`ims-esp: ${to}: the capture could not be written: no space left\n`);
    expect([exitCode, files]).toEqual([2, './out:older\n']);
  });

  test('keys that were there stay', () => {
    const argv = ['export', '-q', CAPTURE, '--format', 'keys', '-o', join(folder, 'out')];
    const { exitCode, files } = runMounted(folder, `echo older >out; ${FILL}`, [...IMS, ...argv]);
    expect([exitCode, files]).toEqual([2, './out:older\n']);
  });

  test("a user's profile stays", () => {
    const prepare = `echo '# mine' >esp_sa; echo 'a: b' >preferences; ${FILL}`;
    const argv = [...IMS, 'wireshark', '-q', CAPTURE, '-d', folder];
    const { exitCode, stderr, files } = runMounted(folder, prepare, argv);
    expect(stderr).toBe(`ims-esp: ${folder}: the profile could not be written: no space left\n`);
    expect(exitCode).toBe(2);
    expect(files.split('\n').sort()).toEqual(['', './esp_sa:# mine', './preferences:a: b']);
  });
});

describe.skipIf(!isBuilt || !hasMounts)('a read-only folder', () => {
  test.each(WAYS)('%s: one line, exit code 2, nothing behind', (_, argv, what) => {
    const to = join(folder, 'out');
    const prepare = `mount -o remount,ro "$0"`;
    const { exitCode, stderr, files } = runMounted(folder, prepare, [...IMS, ...argv(CAPTURE, to)]);
    expect(stderr).toBe(`ims-esp: ${to}: ${what} could not be written: read-only file system\n`);
    expect([exitCode, files]).toEqual([2, '']);
  });

  test('with a file of that name, and with a profile', () => {
    const prepare = `echo older >out; echo '# mine' >esp_sa; mount -o remount,ro "$0"`;
    for (const [index, [, argv]] of WAYS.entries()) {
      const to = index === WAYS.length - 1 ? folder : join(folder, 'out');
      const { exitCode, files } = runMounted(folder, prepare, [...IMS, ...argv(CAPTURE, to)]);
      expect([exitCode, files.split('\n').sort()]).toEqual([2, ['', './esp_sa:# mine', './out:older']]);
    }
  });
});

describe.skipIf(!isBuilt || !existsSync('/bin/sh'))('in a shell', () => {
  /** Runs a shell with the program as `ims`, in the folder. */
  function shell(script: string) {
    const ims = IMS.map(word => `'${word}'`).join(' ');
    const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', `ims() { ${ims} "$@"; }\n${script}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CAPTURE },
    });
    return { stdout, stderr, exitCode: status };
  }
  const code = () => Number(readFileSync(join(folder, 'code'), 'utf8'));

  test.each(WAYS.filter(([, , what]) => what !== 'the profile'))(
    '%s: a file larger than ulimit -f allows',
    (_, argv, what) => {
      const words = argv(CAPTURE, 'out').map(word => `'${word}'`);
      const { stderr, exitCode } = shell(`ulimit -f 0; ims ${words.join(' ')} | cat`);
      expect(stderr).toBe(`ims-esp: out: ${what} could not be written: larger than the system allows\n`);
      expect([exitCode, readdirSync(folder)]).toEqual([0, []]);
    },
  );

  test.each([
    'decode',
    'decode -V',
    'decode -T json',
    'decode -T fields -e sip.Call-ID',
    'sas -T json',
    'export --format ip-xfrm --show-keys',
    'wireshark -d profile',
    'decode -w -',
    '--help; true',
  ])('%s: a reader that leaves is no error', command => {
    // A first line, then nobody reads: what follows is longer than a pipe holds.
    const many = command.startsWith('decode') ? '"$CAPTURE" '.repeat(8) : '"$CAPTURE"';
    const { stderr } = shell(`{ ims ${command} ${many} -q; echo $? >code; } | head -c 1 >/dev/null`);
    expect([stderr, code()]).toEqual(['', 0]);
  });

  test('messages that nobody reads, or that cannot be kept, do not end the work', () => {
    shell('{ ims decode "$CAPTURE" "$CAPTURE" -w out.pcapng 2>&1 >text; echo $? >code; } | true');
    expect(code()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['code', 'out.pcapng', 'text']);
    if (!existsSync('/dev/full')) return;
    expect(shell('ims decode "$CAPTURE" 2>/dev/full >text').exitCode).toBe(0);
    expect(readFileSync(join(folder, 'text'), 'utf8').split('\n').length).toBe(43);
  });

  test
    .skipIf(!existsSync('/dev/full'))
    .each([
      'decode',
      'decode -T json',
      'decode -w -',
      'sas',
      'export --format keys --show-keys',
      'wireshark -d profile',
    ])('%s: output that cannot be kept is an error', command => {
    const { exitCode, stderr } = shell(`ims ${command} -q "$CAPTURE" >/dev/full`);
    expect(stderr).toBe('ims-esp: standard output: it could not be written: no space left\n');
    expect(exitCode).toBe(2);
  });

  test.skipIf(!existsSync('/dev/full'))('so are help and version', () => {
    expect(shell('ims --help >/dev/full').exitCode).toBe(2);
    expect(shell('ims --version >/dev/full').exitCode).toBe(2);
    expect(shell('ims --version 2>&1 | true').stderr).toBe('');
  });

  test('an input is not written over: as standard input, appended to, or as a file of keys', () => {
    const input = join(folder, 'in.pcap');
    copyFileSync(CAPTURE, input);
    writeFileSync(join(folder, 'keys'), '[]');
    mkdirSync(join(folder, 'sub'));
    for (const script of [
      'ims decode - -w in.pcap <in.pcap',
      'ims decode - -w sub/../in.pcap <./in.pcap',
      'ims export - --format keys -o in.pcap <in.pcap',
      'ims decode in.pcap >>in.pcap',
      'ims decode - <in.pcap >>in.pcap',
      'ims sas ./in.pcap >>in.pcap',
      'ims decode in.pcap --keys keys -w keys',
      'ims export in.pcap --keys keys --format keys -o ./keys',
      'ln in.pcap sub/preferences; ims wireshark in.pcap -d sub',
    ]) {
      const { exitCode, stderr } = shell(script);
      expect(stderr).toMatch(
        /^ims-esp: .*: expected a file that is not an input, found the input .* \(see .*\)\n$/,
      );
      expect([script, exitCode]).toEqual([script, 1]);
      expect(readFileSync(input).equals(readFileSync(CAPTURE))).toBe(true);
      expect(readFileSync(join(folder, 'keys'), 'utf8')).toBe('[]');
    }
  });
});

describe.skipIf(!isBuilt || process.platform === 'win32')('a signal that does not wait for the end', () => {
  const cases = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap(signal =>
    WAYS.map(([name, argv, what]) => [signal, name, argv, what] as const),
  );
  test.each(cases)(
    '%s ends %s: what was there stays, but for a capture that grows',
    async (signal, _, argv, what) => {
      const isProfile = what === 'the profile';
      const to = isProfile ? folder : join(folder, 'out');
      const kept = join(folder, isProfile ? 'esp_sa' : 'out');
      writeFileSync(kept, '# older\n');
      const child = spawn(process.execPath, [PROGRAM, ...argv('-', to)], { stdio: 'pipe' });
      let stderr = '';
      child.stderr.on('data', chunk => {
        stderr += chunk;
      });
      child.stdout.resume();
      const closed = once(child, 'close');
      child.stdin.on('error', () => {});
      // More than a pipe holds: when there is room again, the program reads.
      const frames = readFileSync(CAPTURE);
      child.stdin.write(Buffer.concat([frames, ...Array.from({ length: 8 }, () => frames.subarray(24))]));
      await once(child.stdin, 'drain');
      const grows = what === 'the capture';
      if (grows) while (readFileSync(kept).length < 10_000) await setTimeout(5);
      // The first SIGINT or SIGTERM only ends the capture; the second must not come with it.
      if (signal !== 'SIGHUP') child.kill(signal);
      await setTimeout(100);
      child.kill(signal);
      expect(await closed).toEqual([null, signal]);
      expect(readdirSync(folder)).toEqual([isProfile ? 'esp_sa' : 'out']);
      expect(stderr).toBe(grows ? `ims-esp: ${to}: incomplete: ended by ${signal}\n` : '');
      if (grows) expect(readFileSync(kept).readUInt32LE(0)).toBe(0x0a0d0d0a);
      else expect(readFileSync(kept, 'utf8')).toBe('# older\n');
    },
  );
});

test.skipIf(!isBuilt)('files of keys are for their owner only, whatever the mask of the process', () => {
  for (const mask of ['000', '022', '077']) {
    const [keys, profile] = [join(folder, `keys-${mask}`), join(folder, `profile-${mask}`)];
    const script = `umask ${mask}; "$@" export -q '${CAPTURE}' --format keys -o '${keys}' && "$@" wireshark -q '${CAPTURE}' -d '${profile}'`;
    expect(spawnSync('/bin/sh', ['-c', script, 'sh', ...IMS]).status).toBe(0);
    expect(statSync(keys).mode & 0o777).toBe(0o600);
    expect(statSync(join(profile, 'esp_sa')).mode & 0o777).toBe(0o600);
  }
});
