import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { OneByOne } from '../../../src/cli/terminal/one-by-one.ts';
import { CommandError, EXIT } from '../../../src/cli/terminal/terminal.ts';

test('a part that cannot be made is named, and the others are there', () => {
  const stderr = new PassThrough();
  const parts = new OneByOne({ stdin: Readable.from([]), stdout: new PassThrough(), stderr });
  const fail = (error: Error) => () => {
    throw error;
  };
  expect([parts.part('one', () => 'first'), parts.isIncomplete]).toEqual(['first', false]);
  expect(parts.part('registration a@b', fail(new RangeError('Invalid string length')))).toBe('');
  expect([parts.part('three', () => 'third'), parts.isIncomplete]).toEqual(['third', true]);
  expect(stderr.read().toString()).toBe(
    'ims-esp: registration a@b: expected a text that can be printed, found Invalid string length [unprintable]\n',
  );
  expect(() => parts.part('four', fail(new CommandError('disk full', EXIT.UNREADABLE)))).toThrow('disk full');
});
