import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { paintFor } from '../../../src/cli/terminal/paint.ts';

test('a pipe gets no colours', () => {
  expect(paintFor(new PassThrough())('bad', 'BAD')).toBe('BAD');
});
