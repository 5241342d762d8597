import { expect, test } from 'vitest';
import { Digests } from '../../../../src/output/anonymise/messages/digests.ts';
import { anonymousSip } from '../../../../src/output/anonymise/messages/sip-message.ts';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';

const mapping = new Mapping(Buffer.from('one secret'));
const shown = (text: string) => anonymousSip(text, { mapping, digests: new Digests(mapping) });
const message = (headers: readonly string[], body = '') =>
  ['MESSAGE sip:bob@example.org SIP/2.0', ...headers, '', body].join('\r\n');

test('what names nobody stays', () => {
  const headers = [
    'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKabc;rport',
    'CSeq: 1234567890 MESSAGE',
    'User-Agent: Phone 7/1.2',
    'Security-Client: ipsec-3gpp;alg=hmac-sha-1-96;spi-c=2046104964;spi-s=2544399583;port-c=31008;port-s=32008',
    'Require: sec-agree',
    'Content-Length: 0',
  ];
  const lines = shown(message(headers)).split('\r\n');
  expect(lines[1]).toMatch(/^Via: SIP\/2\.0\/UDP 10\.\d\.\d\.\d:5060;branch=z9hG4bK...;rport$/);
  expect(lines.slice(2, 7)).toEqual(headers.slice(1));
});

test('names in headers that are not known are replaced', () => {
  const text = shown(message(['X-Subscriber: alice', 'f: "Alice" <sip:alice@example.org>;tag=abc']));
  expect(text).not.toMatch(/alice|abc|example/i);
  expect(text).toContain('X-Subscriber: ');
});

test('a message that is cut keeps its length', () => {
  const whole = message(['From: <sip:alice@10.0.0.1>', 'Content-Type: text/plain'], 'I am alice');
  for (let length = 0; length <= whole.length; length++)
    expect(shown(whole.slice(0, length)).length).toBe(length);
});

test('parts of a multipart are replaced each by its type', () => {
  const sdp = 'v=0\r\no=alice 1 1 IN IP4 10.0.0.1\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n';
  const body = `--b\r\nContent-Type: application/sdp\r\n\r\n${sdp}\r\n--b\r\nContent-Type: text/plain\r\n\r\nI am alice\r\n--b--`;
  const text = shown(message(['Content-Type: multipart/mixed;boundary=b'], body));
  expect(text).not.toMatch(/alice|10\.0\.0\.1/);
  expect(text).toContain('m=audio 4000 RTP/AVP 0');
  expect(text).toContain('Content-Type: application/sdp');
});

test('of SMS and unknown types no octet is kept for certain', () => {
  const body = '\x01\x00\x07alice\x80';
  const text = shown(message(['Content-Type: application/vnd.3gpp.sms'], body));
  expect(text).not.toContain('alice');
});
