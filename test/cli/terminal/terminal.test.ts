import { expect, test } from 'vitest';
import { CommandError, EXIT, oneLine } from '../../../src/cli/terminal/terminal.ts';

test('a command error carries its exit code', () => {
  const error = new CommandError('what is wrong', EXIT.USAGE);
  expect([error.message, error.exitCode]).toEqual(['what is wrong', 1]);
});

test('a message of several lines becomes one', () => {
  expect(oneLine('what is wrong\n\n  is said here \r\n')).toBe('what is wrong is said here');
});
