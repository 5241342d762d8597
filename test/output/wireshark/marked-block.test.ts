import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasBlock, withBlock } from '../../../src/output/wireshark/marked-block.ts';

const BEGIN =
  '# >>> ims-esp >>> written by ims-esp; the next run replaces this block and keeps all other lines\n';
const END = '# <<< ims-esp <<<\n';

describe('withBlock', () => {
  test('a new file', () => {
    expect(withBlock('', 'a\n', 'first')).toBe(`${BEGIN}a\n${END}`);
    expect(withBlock('', 'a\n', 'last')).toBe(`${BEGIN}a\n${END}`);
  });

  test('before or behind what is there', () => {
    expect(withBlock('user\n', 'a\n', 'first')).toBe(`${BEGIN}a\n${END}user\n`);
    expect(withBlock('user\n', 'a\n', 'last')).toBe(`user\n${BEGIN}a\n${END}`);
  });

  test('a last line that is open is closed before ours, and stays open behind ours', () => {
    expect(withBlock('user', 'a\n', 'last')).toBe(`user\n${BEGIN}a\n${END}`);
    expect(withBlock('user', 'a\n', 'first')).toBe(`${BEGIN}a\n${END}user`);
  });

  test('the line ends of the file', () => {
    const text = withBlock('user\r\n', 'a\nb\n', 'last');
    expect(text).toBe(`user\r\n${BEGIN}a\nb\n${END}`.replace(/\r?\n/g, '\r\n'));
    expect(withBlock(text, 'c\n', 'last')).toBe(`user\r\n${BEGIN}c\n${END}`.replace(/\r?\n/g, '\r\n'));
  });

  test('replaced wherever it stands, also one of another version', () => {
    const moved = `one\n${BEGIN}a\n${END}two\n`;
    expect(withBlock(moved, 'b\n', 'first')).toBe(`${BEGIN}b\n${END}one\ntwo\n`);
    expect(withBlock('# >>> ims-esp >>> v9\nx\n# <<< ims-esp <<< end\nuser\n', 'b\n', 'last')).toBe(
      `user\n${BEGIN}b\n${END}`,
    );
  });

  test.each([
    ['a begin without its end', `one\n${BEGIN}two\n`],
    ['an end without its begin', `one\n${END}two\n`],
    ['the two in the wrong order', `${END}one\n${BEGIN}two\n`],
  ])('%s costs no line, now or later', (_, user) => {
    let text = user;
    for (const place of ['first', 'last', 'first'] as const) {
      text = withBlock(text, 'ours\n', place);
      expect(text).toContain('one\n');
      expect(text).toContain('two\n');
      expect(text.match(/^ours$/gm)?.length).toBe(1);
    }
  });

  test('nor if the last line of the file ends in a CR only', () => {
    const once = withBlock('one\ntwo\r', 'ours\n', 'last');
    expect(withBlock(once, 'ours\n', 'last')).toBe(once);
  });

  test('nor if blocks stood within each other', () => {
    const once = withBlock(`${BEGIN}one\n${BEGIN}x\n${END}two\n${END}`, 'ours\n', 'last');
    expect(once).toContain('one\ntwo\n');
    expect(withBlock(once, 'ours\n', 'last')).toBe(once);
  });

  test('whatever a user has stays, and a second run changes nothing', () => {
    const text = fc.string().map(line => `${line}\n`);
    // With both halves a user's file may hold a block, which is ours then.
    const half = fc.constantFrom(BEGIN, END, '\r\n', '#\n');
    const file = half.chain(one => fc.array(fc.oneof(fc.constant(one), text))).map(lines => lines.join(''));
    const place = fc.constantFrom('first' as const, 'last' as const);
    fc.assert(
      fc.property(file, place, (user, where) => {
        const once = withBlock(user, 'ours\n', where);
        expect(hasBlock(once)).toBe(true);
        expect(withBlock(once, 'ours\n', where)).toBe(once);
        if (!hasBlock(user))
          expect(where === 'first' ? once.endsWith(user) : once.startsWith(user)).toBe(true);
      }),
    );
  });
});

test('only a whole block is one', () => {
  expect(['', 'user\n', BEGIN, END, END + BEGIN].map(hasBlock)).toEqual([false, false, false, false, false]);
  expect([`${BEGIN}${END}`, `a\n${BEGIN}b\n${END}c`].map(hasBlock)).toEqual([true, true]);
});
