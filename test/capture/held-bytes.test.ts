import { expect, test } from 'vitest';
import { HeldBytes } from '../../src/capture/held-bytes.ts';
import { bytesFrom } from './read-all.ts';

test('holds what was appended and not dropped; earlier views stay as they are', () => {
  const held = new HeldBytes();
  const views: [Uint8Array, Uint8Array][] = [];
  let expected: number[] = [];
  for (let i = 0; i < 200; i++) {
    const chunk = bytesFrom(i, i % 17);
    held.append(chunk);
    held.drop(i % 11);
    expected = [...expected, ...chunk].slice(i % 11);
    expect([...held.bytes]).toEqual(expected);
    views.push([held.bytes, held.bytes.slice()]);
  }
  for (const [view, copy] of views) expect(view).toEqual(copy);
});

test('more than there is cannot be dropped', () => {
  const held = new HeldBytes();
  held.append(bytesFrom(0, 3));
  held.drop(9);
  held.append(bytesFrom(7, 2));
  expect([...held.bytes]).toEqual([7, 8]);
});
