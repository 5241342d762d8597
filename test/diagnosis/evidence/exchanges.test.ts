import { expect, test } from 'vitest';
import { exchangesOf } from '../../../src/diagnosis/evidence/exchanges.ts';
import { sipNote } from '../../support/events/sip-note.ts';

const note = (startLine: string, callId: string, cseq: string) =>
  sipNote([startLine, `Call-ID: ${callId}`, `CSeq: ${cseq}`]);

test('requests with their responses, each sending, by Call-ID and CSeq', () => {
  const notes = [
    note('MESSAGE sip:bob@ims SIP/2.0', 'm', '1 MESSAGE'),
    note('MESSAGE sip:bob@ims SIP/2.0', 'm', '1 MESSAGE'),
    note('MESSAGE sip:bob@ims SIP/2.0', 'm', '2 MESSAGE'),
    note('SIP/2.0 202 Accepted', 'm', '1 MESSAGE'),
    note('SIP/2.0 200 OK', 'other', '2 MESSAGE'),
  ];
  const counts = exchangesOf(notes).map(({ requests, responses }) => [requests.length, responses.length]);
  expect(counts).toEqual([
    [2, 1],
    [1, 0],
  ]);
});

test('an ACK waits for nothing, and a message without CSeq belongs to none', () => {
  const odd = sipNote(['MESSAGE sip:bob@ims SIP/2.0', 'Call-ID: m']);
  expect(exchangesOf([note('ACK sip:bob@ims SIP/2.0', 'i', '1 ACK'), odd])).toEqual([]);
});
