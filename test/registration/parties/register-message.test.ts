import { expect, test } from 'vitest';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { RegisterMessage } from '../../../src/registration/parties/register-message.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import type { SipMessage } from '../../../src/sip/message.ts';

const origin = { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection: null };
const flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };

const HEADERS = [
  'Authorization: Digest username="u", nonce="n", response="r"',
  'Proxy-Authorization: Digest nonce="p"',
  'WWW-Authenticate: Digest nonce="c"',
];

function readOf(startLine: string) {
  const bytes = fromLatin1([startLine, ...HEADERS, '', ''].join('\r\n'));
  const message = parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
  const { answers, challenges, leg } = new RegisterMessage({ message, origin, flow });
  return {
    answers: answers.map(({ nonce }) => nonce),
    challenges: challenges.map(({ nonce }) => nonce),
    nonce: leg.nonce,
    from: leg.source,
  };
}

test.each([
  ['REGISTER sip:ims SIP/2.0', { answers: ['n', 'p'], challenges: [], nonce: null, from: '10.0.0.2' }],
  ['SIP/2.0 401 Unauthorized', { answers: [], challenges: ['c'], nonce: 'c', from: '10.0.0.1' }],
  ['SIP/2.0 200 OK', { answers: [], challenges: [], nonce: null, from: '10.0.0.1' }],
])('%s: its answers, its challenges, its leg', (startLine, read) => expect(readOf(startLine)).toEqual(read));
