import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { hasColours, paintFor } from '../../../src/cli/terminal/paint.ts';

const terminal = { isTTY: true };
const pipe = {};

test('a pipe gets no colours', () => {
  expect(paintFor(new PassThrough())('bad', 'BAD')).toBe('BAD');
});

test('one style and several both go to any stream if colours are asked for', () => {
  const paint = paintFor(new PassThrough(), 'always');
  expect(paint('good', 'good')).toBe('\u001b[32mgood\u001b[39m');
  expect(paint('bad', 'BAD')).toBe('\u001b[1m\u001b[31mBAD\u001b[39m\u001b[22m');
});

test('--color decides before anything else', () => {
  expect(hasColours(pipe, 'always', { NO_COLOR: '1', TERM: 'dumb' })).toBe(true);
  expect(hasColours(terminal, 'never', { FORCE_COLOR: '1' })).toBe(false);
});

test.each([
  [{}, true, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ NO_COLOR: '' }, true, false],
  [{ TERM: 'dumb' }, false, false],
  [{ FORCE_COLOR: '1' }, true, true],
  [{ FORCE_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ FORCE_COLOR: 'false' }, false, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, true, true],
])('the environment %j', (environment, inTerminal, inPipe) => {
  expect(hasColours(terminal, 'auto', environment)).toBe(inTerminal);
  expect(hasColours(pipe, 'auto', environment)).toBe(inPipe);
});
