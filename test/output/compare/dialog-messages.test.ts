import { expect, test } from 'vitest';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { DialogMessages, placedMessages } from '../../../src/output/compare/dialog-messages.ts';
import { SipMessage } from '../../../src/sip/message.ts';
import { kept, message } from './compare-messages.ts';

function event(startLine: string, callId: string, cseq: string, frame = 1): SipEvent {
  const text = `${startLine}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq}\r\n\r\n`;
  const bytes = Buffer.from(text);
  return {
    message: new SipMessage(bytes, bytes.length),
    transport: 'udp',
    flow: { source: '10.0.0.2', destination: '10.0.0.1' },
    frames: [frame],
    origin: { file: 0, frame, seconds: frame, nanoseconds: 0, protection: null },
  } as never;
}

test('keeps registrations and calls, and knows how calls ended', () => {
  const messages = new DialogMessages(null);
  messages.note(event('INVITE sip:x SIP/2.0', 'call', '1 INVITE'));
  messages.note(event('SIP/2.0 180 Ringing', 'call', '1 INVITE', 2));
  messages.note(event('SIP/2.0 486 Busy Here', 'call', '1 INVITE', 3));
  messages.note(event('SIP/2.0 200 OK', 'call', '2 CANCEL', 4));
  messages.note(event('MESSAGE sip:x SIP/2.0', 'sms', '1 MESSAGE', 5));
  messages.note(event('REGISTER sip:x SIP/2.0', 'reg', '1 REGISTER', 6));
  expect(messages.calls().map(({ callId, status }) => [callId, status])).toEqual([['call', 486]]);
  expect(messages.get('call')?.messages.map(({ frame }) => frame)).toEqual([1, 2, 3, 4]);
  expect([messages.get('sms'), messages.get('reg')?.method]).toEqual([null, 'REGISTER']);
});

test('one that is wanted is kept whatever it is, and no other', () => {
  const messages = new DialogMessages('sms');
  messages.note(event('MESSAGE sip:x SIP/2.0', 'sms', '1 MESSAGE'));
  messages.note(event('REGISTER sip:x SIP/2.0', 'reg', '1 REGISTER'));
  expect([messages.get('sms')?.messages.length, messages.get('reg')]).toEqual([1, null]);
});

test('of one dialog only so many', () => {
  const messages = new DialogMessages(null);
  for (let i = 1; i <= 300; i++) messages.note(event('INVITE sip:x SIP/2.0', 'call', `${i} INVITE`, i));
  expect([messages.get('call')?.messages.length, messages.leftOut]).toEqual([200, 100]);
});

test('places: the n-th request of a method, its provisional answers and its final one, each once', () => {
  const of = (startLine: string, cseq: string, frame: number, source = '10.0.0.2') =>
    kept(message(startLine, [`CSeq: ${cseq}`]), {
      frame,
      source,
      destination: source === '10.0.0.2' ? '10.0.0.1' : '10.0.0.2',
    });
  const messages = [
    of('REGISTER sip:x SIP/2.0', '7 REGISTER', 1),
    of('REGISTER sip:x SIP/2.0', '7 REGISTER', 2),
    of('REGISTER sip:x SIP/2.0', '7 REGISTER', 3, '10.0.0.9'),
    of('SIP/2.0 100 Trying', '7 REGISTER', 4, '10.0.0.1'),
    of('SIP/2.0 401 Unauthorized', '7 REGISTER', 5, '10.0.0.1'),
    of('REGISTER sip:x SIP/2.0', '8 REGISTER', 6),
  ];
  const placed = (ue: string | null) =>
    placedMessages(messages, ue).map(({ place, frame }) => `${place} ${frame}`);
  const expected = ['REGISTER 1 1', '100 to REGISTER 1 4', 'answer to REGISTER 1 5', 'REGISTER 2 6'];
  expect(placed('10.0.0.2')).toEqual(expected);
  // Without a message of the phone, all count.
  expect(placed('192.0.2.1')).toEqual(expected);
});
