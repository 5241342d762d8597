import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refuseCapturesAsOutput, refuseInput } from '../../../src/cli/inputs/refuse-input.ts';
import type { Terminal } from '../../../src/cli/terminal/terminal.ts';

let folder: string;
let input: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  input = join(folder, 'in');
  writeFileSync(input, 'x');
});
afterEach(() => rmSync(folder, { recursive: true }));

function terminal(fds: { stdin?: number; stdout?: number } = {}): Terminal {
  const [stdin, stdout, stderr] = [Readable.from([]), new PassThrough(), new PassThrough()];
  return {
    stdin: fds.stdin === undefined ? stdin : Object.assign(stdin, { fd: fds.stdin }),
    stdout: fds.stdout === undefined ? stdout : Object.assign(stdout, { fd: fds.stdout }),
    stderr,
  };
}

describe('refuseInput', () => {
  test.each([
    ['captures', (path: string) => ({ file: [join(folder, 'other'), path] })],
    ['keys', (path: string) => ({ file: [], keyFiles: [{ option: 'keys', path }] })],
  ])('of %s', (_, inputsOf) => {
    const inputs = inputsOf(input);
    expect(() => refuseInput('-w', input, inputs, terminal())).toThrow(
      `-w: ${input}: expected a file that is not an input, found the input ${input}`,
    );
    expect(() => refuseInput('-w', join(folder, 'new'), inputs, terminal())).not.toThrow();
  });

  test('under another spelling, through links of both kinds and of folders', () => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync(input, join(folder, 'soft'));
    symlinkSync(join(folder, 'soft'), join(folder, 'sub', 'softer'));
    linkSync(input, join(folder, 'hard'));
    symlinkSync(folder, join(folder, 'sub', 'up'));
    const names = ['soft', 'sub/softer', 'hard', 'sub/up/in', 'sub/../in', './/in', 'sub/up/hard'];
    for (const name of names) {
      const path = `${folder}/${name}`;
      expect(() => refuseInput('-o', path, { file: [input] }, terminal())).toThrow('found the input');
      expect(() => refuseInput('-o', input, { file: [path] }, terminal())).toThrow('found the input');
    }
  });

  test('standard input that is a file', () => {
    const fd = openSync(input, 'r');
    const from = terminal({ stdin: fd });
    expect(() => refuseInput('-w', input, { file: ['-'] }, from)).toThrow('found the input -');
    expect(() => refuseInput('-w', input, { file: ['other'] }, from)).not.toThrow();
    closeSync(fd);
  });
});

describe('refuseCapturesAsOutput', () => {
  test('a capture that is also standard output, by name or as standard input', () => {
    const [reading, writing] = [openSync(input, 'r'), openSync(input, 'a')];
    const to = terminal({ stdin: reading, stdout: writing });
    for (const name of [input, '-'])
      expect(() => refuseCapturesAsOutput(['none', name], to)).toThrow(
        `standard output: expected a file that is not an input, found the input ${name}`,
      );
    expect(() => refuseCapturesAsOutput(['none'], to)).not.toThrow();
    expect(() => refuseCapturesAsOutput([input], terminal())).not.toThrow();
    closeSync(reading);
    closeSync(writing);
  });

  test.skipIf(!existsSync('/dev/null'))('what is not a regular file may be both', () => {
    const fd = openSync('/dev/null', 'r+');
    const both = terminal({ stdin: fd, stdout: fd });
    expect(() => refuseCapturesAsOutput(['-', '/dev/null'], both)).not.toThrow();
    closeSync(fd);
  });
});
