import { expect, test } from 'vitest';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { MessageFold } from '../../../src/analysis/messages/message-fold.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

function event(text: string, milliseconds: number, sourcePort = 5060): SipEvent {
  return sipEvent(['OPTIONS sip:a SIP/2.0', `Call-ID: ${text}`], { milliseconds, sourcePort });
}

test('the same message between the same ends within 250 ms is another observation', () => {
  const fold = new MessageFold({ foldedMessages: 10, foldedBytes: 10_000 });
  expect([fold.seen(event('a', 900)), fold.seen(event('a', 1100)), fold.seen(event('a', 901))]).toEqual([
    false,
    true,
    true,
  ]);
});

test('a retransmission, T1 = 500 ms later, is not', () => {
  const fold = new MessageFold({ foldedMessages: 10, foldedBytes: 10_000 });
  expect([fold.seen(event('a', 0)), fold.seen(event('a', 500))]).toEqual([false, false]);
});

test('another text or another port is another message', () => {
  const fold = new MessageFold({ foldedMessages: 10, foldedBytes: 10_000 });
  fold.seen(event('a', 0));
  expect([fold.seen(event('b', 1)), fold.seen(event('a', 1, 5061))]).toEqual([false, false]);
});

test('it remembers a bounded number', () => {
  const fold = new MessageFold({ foldedMessages: 10, foldedBytes: 10_000 });
  fold.seen(event('first', 0));
  for (let i = 0; i < LIMITS.foldedMessages; i++) fold.seen(event(`${i}`, 1));
  expect(fold.seen(event('first', 2))).toBe(false);
});
