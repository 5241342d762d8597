import { expect, test } from 'vitest';
import { grouped, markdownTable, mebibytes, seconds } from './markdown.ts';

test('a table has its first column on the left and the others on the right', () => {
  expect(markdownTable(['a', 'wall ÷ ours'], [['longer', '1'], ['b']])).toBe(
    [
      '| a      | wall ÷ ours |',
      '| ------ | ----------: |',
      '| longer |           1 |',
      '| b      |             |',
      '',
    ].join('\n'),
  );
});

test('numbers are short and readable', () => {
  expect([grouped(1234567.4), mebibytes(200e6), seconds(0.3333), seconds(12.34), seconds(123.4)]).toEqual([
    '1,234,567',
    '191 MiB',
    '0.33 s',
    '12.3 s',
    '123 s',
  ]);
});
