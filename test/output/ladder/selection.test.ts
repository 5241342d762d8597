import { expect, test } from 'vitest';
import type { LadderMessage } from '../../../src/output/ladder/message.ts';
import { LadderSelection } from '../../../src/output/ladder/selection.ts';
import { said } from '../../support/events/ladder.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

function select(
  messages: readonly LadderMessage[],
  wishes: { callIds?: string[]; impis?: string[]; capacity?: number } = {},
): { kept: number[]; leftOut: number; givenUp: number } {
  const { callIds = [], impis = [], capacity = 100 } = wishes;
  const selection = new LadderSelection({ callIds, impis, capacity });
  for (const message of messages) selection.add(message);
  const { leftOut, givenUp } = selection;
  return { kept: selection.messages().map(({ message }) => message), leftOut, givenUp };
}

const at = (message: number, callId: string, from: string, to: string, more: Partial<LadderMessage> = {}) =>
  said(from, to, 'OPTIONS', { callId, message, ...(more as object) });
const register = (message: number, callId: string, from: string, impi: string | null, vias = 1) =>
  said(from, 'p', 'REGISTER', { callId, message, impi, vias });

test('without a wish everything is kept, up to the bound', () => {
  const messages = [1, 2, 3].map(i => at(i, `${i % 2}`, 'a', 'b'));
  expect(select(messages)).toEqual({ kept: [1, 2, 3], leftOut: 0, givenUp: 0 });
  expect(select(messages, { capacity: 2 })).toEqual({ kept: [1, 2], leftOut: 1, givenUp: 0 });
});

test('Call-IDs that are wished for', () => {
  const messages = [at(1, 'x', 'a', 'b'), at(2, 'y', 'a', 'b'), at(3, 'z', 'a', 'b')];
  expect(select(messages, { callIds: ['x', 'z'], capacity: 2 })).toEqual({
    kept: [1, 3],
    leftOut: 0,
    givenUp: 0,
  });
});

test('an IMPI: its registrations and what its addresses take part in, on every leg', () => {
  const messages = [
    register(1, 'r', 'ue', null),
    register(2, 'r', 'p', '1@ims', 2),
    register(3, 'r', 'ue', '1@ims'),
    at(4, 'call', 's', 'p'),
    at(5, 'call', 'p', 'ue'),
    register(6, 'other', 'ue2', '11@ims'),
    at(7, 'other call', 'p', 'ue2'),
  ];
  expect(select(messages, { impis: ['1@ims'] }).kept).toEqual([1, 2, 3, 4, 5]);
  expect(select(messages, { impis: ['1'] }).kept).toEqual([1, 2, 3, 4, 5]);
  expect(select(messages, { impis: ['1', '11'] }).kept).toHaveLength(7);
  expect(select(messages, { impis: ['2'] }).kept).toEqual([]);
});

test('what was said before the address was known counts as well', () => {
  expect(select([at(1, 'call', 'p', 'ue'), register(2, 'r', 'ue', '1@ims')], { impis: ['1'] }).kept).toEqual([
    1, 2,
  ]);
});

test('others make room, the oldest first; what is wanted stays', () => {
  const messages = [
    register(1, 'r', 'ue', '1@ims'),
    ...[2, 3, 4, 5].map(i => at(i, `other ${i}`, 'p', 'x')),
    at(6, 'call', 'p', 'ue'),
    at(7, 'call', 'ue', 'p'),
    at(8, 'call', 'p', 's'),
    at(9, 'other', 'p', 's'),
  ];
  expect(select(messages, { impis: ['1'], capacity: 3 })).toEqual({
    kept: [1, 6, 7],
    leftOut: 1,
    givenUp: 5,
  });
});

test('what cannot be kept needs no summary: it is told beforehand, and counted', () => {
  const message = (callId: string) => ({
    event: sipEvent(['MESSAGE sip:b SIP/2.0', `Call-ID: ${callId}`]),
  });
  const all = new LadderSelection({ callIds: [], impis: [], capacity: 1 });
  expect(all.takes(message('x'))).toBe(true);
  all.add(at(1, 'x', 'a', 'b'));
  expect(all.takes(message('x'))).toBe(false);
  expect([all.leftOut, all.messages().length]).toEqual([1, 1]);

  const some = new LadderSelection({ callIds: ['x'], impis: [], capacity: 1 });
  expect(some.takes(message('y'))).toBe(false);
  expect([some.takes(message('x')), some.leftOut]).toEqual([true, 0]);

  const late = new LadderSelection({ callIds: [], impis: ['1'], capacity: 1 });
  late.add(at(1, 'x', 'a', 'b'));
  expect(late.takes(message('x'))).toBe(true);
});
