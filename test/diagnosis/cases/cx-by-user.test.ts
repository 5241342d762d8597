import { expect, test } from 'vitest';
import { CxByUser } from '../../../src/diagnosis/cases/cx-by-user.ts';
import type { CxNote } from '../../../src/diagnosis/journal/notes.ts';

const at = (seconds: number) => ({ seconds, nanoseconds: 0 });

function note(frame: number, changes: Partial<CxNote>): CxNote {
  return {
    command: 'UA',
    request: true,
    userName: null,
    publicIdentity: null,
    result: null,
    experimental: false,
    endToEnd: frame,
    auts: null,
    source: '10.0.0.1',
    destination: '10.0.0.2',
    file: 0,
    frame,
    ...at(frame),
    ...changes,
  };
}

test('an answer without a name is about the user of its request', () => {
  const cx = new CxByUser([
    note(1, { userName: 'alice', endToEnd: 7 }),
    note(2, { userName: 'bob', endToEnd: 8 }),
    note(3, { request: false, result: 5001, endToEnd: 7 }),
    note(4, { request: false, result: 2001, endToEnd: 8 }),
  ]);
  const { cx: about } = cx.during(['alice', null], at(0), at(9));
  expect(about.map(({ frame }) => frame)).toEqual([1, 3]);
  expect(about[1]?.userName).toBe('alice');
});

test('both identities find a message, once, in order of time', () => {
  const cx = new CxByUser([
    note(1, { publicIdentity: 'sip:alice' }),
    note(2, { userName: 'alice', publicIdentity: 'sip:alice' }),
    note(3, { userName: 'alice' }),
  ]);
  expect(cx.during(['alice', 'sip:alice'], at(0), at(9)).cx.map(({ frame }) => frame)).toEqual([1, 2, 3]);
});

test('only what is between the moments, give or take a second', () => {
  const cx = new CxByUser([10, 20, 21, 30, 31, 40].map(frame => note(frame, { userName: 'alice' })));
  expect(cx.during(['alice'], at(21), at(30)).cx.map(({ frame }) => frame)).toEqual([20, 21, 30, 31]);
  expect(cx.during(['bob'], at(0), at(99))).toEqual({ cx: [], isCxWhole: true });
});

test('of very many the first, and it is said that there are more', () => {
  const many = (count: number) =>
    new CxByUser(Array.from({ length: count }, (_, i) => note(i, { userName: 'alice', ...at(5) })));
  const during = (count: number) => many(count).during(['alice'], at(5), at(5));
  expect([during(256).cx.length, during(256).isCxWhole]).toEqual([256, true]);
  expect([during(257).cx.length, during(257).isCxWhole]).toEqual([256, false]);
});
