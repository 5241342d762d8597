import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Progress } from '../../../src/cli/terminal/progress.ts';

function shown(total: number, steps: [milliseconds: number, bytes: number][]): string {
  const stream = new PassThrough();
  let now = 0;
  const progress = new Progress(stream, total, () => now);
  for (const [milliseconds, bytes] of steps) {
    now = milliseconds;
    progress.advance(bytes);
  }
  progress.clear();
  return stream.read()?.toString() ?? '';
}

test('one line that is written again, ten times a second at most, and cleared', () => {
  const text = shown(100_000_000, [
    [0, 1_000_000],
    [50, 9_000_000],
    [100, 15_000_000],
  ]);
  expect(text).toBe('\r1 % of 100 MB read\r25 % of 100 MB read\r\u001b[K');
});

test('a small input shows nothing', () => {
  expect(
    shown(1_000_000, [
      [0, 500_000],
      [1000, 500_000],
    ]),
  ).toBe('');
});
