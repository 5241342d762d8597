import { expect, test } from 'vitest';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { addToLeg, isOnLeg } from '../../../src/registration/parties/register-leg.ts';
import { RegisterMessage } from '../../../src/registration/parties/register-message.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import type { SipMessage } from '../../../src/sip/message.ts';
import { leg } from '../../support/events/register-leg.ts';

const origin = { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection: null };
const flow = { source: 'fd00::2', sourcePort: 40000, destination: 'fd00::1', destinationPort: 5060 };

function registerOf(lines: readonly string[], ends = flow) {
  const bytes = fromLatin1(`${lines.join('\r\n')}\r\n\r\n`);
  const message = parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
  return new RegisterMessage({ message, origin, flow: ends });
}

function legOfLines(...lines: string[]) {
  return registerOf(lines).leg;
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

test('ports count where two hosts share an address', () => {
  const ends = (source: string, destination: string) => ({
    source,
    sourcePort: 1,
    destination,
    destinationPort: 2,
  });
  const request = (source: string, destination: string, via = 'UDP x') =>
    registerOf(['REGISTER sip:ims SIP/2.0', `Via: SIP/2.0/${via}`], ends(source, destination));
  const response = (source: string, destination: string) =>
    registerOf(['SIP/2.0 200 OK', 'Via: SIP/2.0/UDP x'], ends(source, destination));
  const from = (source: string, destination: string, sourcePort: number, destinationPort: number) =>
    leg(source, destination, { sourcePort, destinationPort });
  expect(isOnLeg(from('a', 'b', 9, 9), request('a', 'b'))).toBe(true);
  expect(isOnLeg(from('a', 'b', 9, 9), response('b', 'a'))).toBe(true);
  expect(isOnLeg(from('a', 'b', 9, 9), response('a', 'b'))).toBe(false);
  expect(isOnLeg(from('a', 'a', 1, 2), request('a', 'a'))).toBe(true);
  expect(isOnLeg(from('a', 'a', 2, 1), response('a', 'a'))).toBe(true);
  expect(isOnLeg(from('a', 'a', 1, 9), request('a', 'a'))).toBe(false);
  expect(isOnLeg(from('a', 'a', 9, 2), request('a', 'a'))).toBe(false);
  expect(isOnLeg(from('a', 'a', 9, 2), request('a', 'a', 'TCP x:9'))).toBe(true);
});

test('what comes later on a leg adds; what is known stays', () => {
  const one = legOfLines('REGISTER sip:ims SIP/2.0', 'Via: SIP/2.0/UDP x');
  addToLeg(one, registerOf(['REGISTER sip:ims SIP/2.0', 'Security-Client: x', 'Path: <sip:p>']));
  addToLeg(one, registerOf(['SIP/2.0 401 No', 'Security-Server: s', 'WWW-Authenticate: Digest nonce="n"']));
  addToLeg(one, registerOf(['SIP/2.0 401 No', 'WWW-Authenticate: Digest nonce="m", ik=""']));
  addToLeg(one, registerOf(['REGISTER sip:ims SIP/2.0', 'Security-Client: y']));
  expect(one).toMatchObject({
    client: ['x'],
    asksForSecurity: true,
    isMarked: true,
    hasServer: true,
    hasKeys: true,
    nonce: 'n',
  });
});
