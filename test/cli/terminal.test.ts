import { expect, test } from 'vitest';
import { CommandError, EXIT } from '../../src/cli/terminal.ts';

test('a command error carries its exit code', () => {
  const error = new CommandError('what is wrong', EXIT.USAGE);
  expect([error.message, error.exitCode]).toEqual(['what is wrong', 1]);
});
