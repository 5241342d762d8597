import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../../src/bytes/latin1.ts';
import { framesOf, StreamBuffer } from '../../../src/net/stream/stream-buffer.ts';
import { originAt } from '../../sip/messages.ts';

function filled(): StreamBuffer {
  const buffer = new StreamBuffer();
  const bytes = fromLatin1('xxabcdefxx');
  buffer.append(bytes, 2, 4, originAt(7));
  buffer.append(bytes, 4, 6, originAt(9, [8, 9]));
  buffer.append(bytes, 6, 8, originAt(9));
  return buffer;
}

describe('StreamBuffer', () => {
  test('keeps copies in order', () => {
    const buffer = new StreamBuffer();
    const bytes = fromLatin1('abc');
    buffer.append(bytes, 0, 2, originAt(1));
    bytes.fill(0);
    expect(latin1(buffer.view())).toBe('ab');
    expect(latin1(filled().view())).toBe('abcdef');
  });

  test('knows the frames of any part, each once', () => {
    const buffer = filled();
    expect(buffer.framesBetween(0, 2)).toEqual([7]);
    expect(buffer.framesBetween(1, 3)).toEqual([7, 8, 9]);
    expect(buffer.framesBetween(2, 6)).toEqual([8, 9]);
    expect(buffer.framesBetween(4, 5)).toEqual([9]);
  });

  test('drop forgets the beginning and its frames', () => {
    const buffer = filled();
    buffer.drop(0);
    buffer.drop(3);
    expect(latin1(buffer.view())).toBe('def');
    expect(buffer.framesBetween(0, 1)).toEqual([8, 9]);
    buffer.append(fromLatin1('g'), 0, 1, originAt(10));
    expect(buffer.framesBetween(2, 4)).toEqual([9, 10]);
    buffer.drop(4);
    expect(buffer.length).toBe(0);
    buffer.append(fromLatin1('h'), 0, 1, originAt(11));
    expect([latin1(buffer.view()), buffer.framesBetween(0, 1)]).toEqual(['h', [11]]);
  });

  test('grows over many appends', () => {
    const buffer = new StreamBuffer();
    const bytes = new Uint8Array(1000).fill(1);
    for (let i = 0; i < 20; i++) buffer.append(bytes, 0, 1000, originAt(i));
    expect(buffer.view()).toEqual(new Uint8Array(20_000).fill(1));
    expect(buffer.framesBetween(0, 20_000).length).toBe(20);
  });
});

describe('framesOf', () => {
  test('is a list of its own', () => {
    const frames = [3, 4];
    const list = framesOf(originAt(4, frames));
    frames.push(5);
    expect(list).toEqual([3, 4]);
    expect(framesOf(originAt(6))).toEqual([6]);
  });
});
