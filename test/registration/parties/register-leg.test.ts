import { expect, test } from 'vitest';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { addToLeg, isSameWay } from '../../../src/registration/parties/register-leg.ts';
import { registerMessage } from '../../../src/registration/parties/register-message.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import type { SipMessage } from '../../../src/sip/message.ts';
import { leg } from '../../support/events/register-leg.ts';

const origin = { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection: null };
const flow = { source: 'fd00::2', sourcePort: 40000, destination: 'fd00::1', destinationPort: 5060 };

function legOfLines(...lines: string[]) {
  const bytes = fromLatin1(`${lines.join('\r\n')}\r\n\r\n`);
  return registerMessage({ message: parseSipDatagram(bytes, 0, bytes.length) as SipMessage, origin, flow })
    .leg;
}

test('a request: where it goes, what it asks for, where it began', () => {
  const request = legOfLines(
    'REGISTER sip:ims SIP/2.0',
    'Via: SIP/2.0/TCP [fd00::2]:5090;branch=z9hG4bK2, SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1;received=FD00::9',
    'Proxy-Require: path, Sec-Agree',
    'Path: <sip:p>',
  );
  expect(request).toMatchObject({
    source: 'fd00::2',
    sourcePort: 5090,
    vias: 2,
    branch: 'z9hG4bK2',
    previousBranch: 'z9hG4bK1',
    asksForSecurity: true,
    isMarked: true,
    origin: 'fd00::9',
  });
});

test('a response goes back on the leg of its request', () => {
  const response = legOfLines(
    'SIP/2.0 401 Unauthorized',
    'Via: SIP/2.0/UDP [fd00::1]:5060;branch=z9hG4bK1',
    'WWW-Authenticate: Digest nonce="n", CK="00"',
    'Path: <sip:p>',
  );
  expect(response).toMatchObject({ source: 'fd00::1', destination: 'fd00::2', hasKeys: true, nonce: 'n' });
  expect([response.isMarked, response.hasServer]).toEqual([false, false]);
});

test('a Contact of somebody else names the UE behind a B2BUA', () => {
  const of = (contact: string) =>
    legOfLines('REGISTER sip:ims SIP/2.0', 'Via: SIP/2.0/UDP [fd00::2]', `Contact: <sip:x@${contact}>`)
      .origin;
  expect([of('10.0.0.9:1'), of('[fd00::2]'), of('name.example')]).toEqual(['10.0.0.9', null, null]);
});

test('ports count where two hosts share an address; what comes later adds', () => {
  expect(isSameWay(leg('a', 'b'), leg('a', 'b', { sourcePort: 1 }))).toBe(true);
  expect(isSameWay(leg('a', 'a'), leg('a', 'a', { sourcePort: 1 }))).toBe(false);
  const one = leg('a', 'b');
  addToLeg(one, leg('a', 'b', { client: ['x'], asksForSecurity: true, hasServer: true, nonce: 'n' }));
  expect(one).toMatchObject({ client: ['x'], asksForSecurity: true, hasServer: true, nonce: 'n' });
});
