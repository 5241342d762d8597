import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { CommandError, EXIT, oneLine, proseWidth } from '../../../src/cli/terminal/terminal.ts';

test('a command error carries its exit code', () => {
  const error = new CommandError('what is wrong', EXIT.USAGE);
  expect([error.message, error.exitCode]).toEqual(['what is wrong', 1]);
});

test('a message of several lines becomes one', () => {
  expect(oneLine('what is wrong\n\n  is said here \r\n')).toBe('what is wrong is said here');
});

test('prose is as wide as the terminal, and 110 columns in a file or a pipe', () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  expect(proseWidth({ stdin, stdout, stderr })).toBe(110);
  expect(proseWidth({ stdin, stdout: Object.assign(stdout, { columns: 72 }), stderr })).toBe(72);
});
