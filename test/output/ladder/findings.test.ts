import { expect, test } from 'vitest';
import { findingsOf } from '../../../src/output/ladder/findings.ts';
import { finding, said, saidOnCx } from '../../support/events/ladder.ts';

const [one, two, three] = [2, 4, 6].map(frame => said('a', 'b', 'REGISTER', { frame }));
const other = said('a', 'b', 'OPTIONS', { frame: 5, callId: 'other' });
const ladders = [
  { callId: 'a@ue', entries: [one, two, three] as never[] },
  { callId: 'other', entries: [other] },
];

test('told once, at the last message that shows it; marked at all of them', () => {
  const wrong = finding([2, 4]);
  const { shownBy, toldAt, elsewhere } = findingsOf(ladders, [wrong]);
  expect([...shownBy]).toEqual([
    [one, [wrong]],
    [two, [wrong]],
  ]);
  expect([...toldAt]).toEqual([[two, [wrong]]]);
  expect(elsewhere).toEqual([]);
});

test('frames of other dialogs do not take it away from its own', () => {
  const wrong = finding([4, 5], { callId: 'a@ue' });
  expect(findingsOf(ladders, [wrong]).toldAt.get(two as never)).toEqual([wrong]);
});

test('of two ladders of one Call-ID the first is its own', () => {
  const closed = finding([5], { callId: 'a@ue' });
  const second = { callId: 'a@ue', entries: [three] as never[] };
  const { toldAt } = findingsOf([ladders[0] as never, second], [closed]);
  expect([...toldAt]).toEqual([[two, [closed]]]);
});

test('frames without a message: the last message before them, or the head of its ladder', () => {
  const closed = finding([5, 9], { callId: 'a@ue' });
  const early = finding([1], { callId: 'a@ue' });
  const nobody = finding([1]);
  const { toldAt, atHead, elsewhere } = findingsOf(
    [ladders[0] as never],
    [closed, early, nobody, finding([3], { callId: 'gone' })],
  );
  expect(toldAt.get(two as never)).toEqual([closed]);
  expect([...atHead]).toEqual([[0, [early]]]);
  expect(elsewhere).toMatchObject([{ frames: [{ frame: 1 }] }, { callId: 'gone' }]);
});

test('a frame of another file is another frame', () => {
  const wrong = finding([], { frames: [{ file: 1, frame: 4 }] });
  expect(findingsOf(ladders, [wrong])).toMatchObject({ elsewhere: [wrong] });
});

test('what an answer of the HSS shows is told at it', () => {
  const answer = saidOnCx('h', 's', 'UAA', { frame: 3, callId: 'a@ue' });
  const refused = finding([3], { callId: 'a@ue' });
  const { toldAt } = findingsOf([{ callId: 'a@ue', entries: [one, answer, two] as never[] }], [refused]);
  expect([...toldAt]).toEqual([[answer, [refused]]]);
});
