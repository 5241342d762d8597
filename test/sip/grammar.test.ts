import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import { grammarProblems, nearlySip } from '../../src/sip/grammar.ts';
import type { SipMessage } from '../../src/sip/message.ts';

const HEADERS = {
  Via: 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa',
  From: '<sip:a@example.com>;tag=1',
  To: '"Bob, B." <sip:b@example.com>',
  'Call-ID': 'x',
  CSeq: '1 OPTIONS',
  'Max-Forwards': '70',
};

function message(
  changes: Readonly<Record<string, string | null>>,
  startLine = 'OPTIONS sip:b@example.com;lr SIP/2.0',
  more: readonly string[] = [],
): SipMessage {
  const headers = Object.entries({ ...HEADERS, ...changes }).filter(([, value]) => value !== null);
  const lines = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), ...more, '', ''];
  const bytes = fromLatin1(lines.join('\r\n'));
  return parseSipDatagram(bytes, 0, bytes.length) as SipMessage;
}

function codes(of: SipMessage): string[] {
  return grammarProblems(of).map(({ code }) => code);
}

describe('grammarProblems', () => {
  test.each<readonly [string, SipMessage]>([
    ['an ordinary request', message({})],
    ['a response', message({}, 'SIP/2.0 200 OK')],
    ['any URI scheme, with a question mark where it belongs', message({}, 'OPTIONS tel:+1?x SIP/2.0')],
    ['a question mark in the user part', message({}, 'OPTIONS sip:crazy?,/;;*@example.com SIP/2.0')],
    ['names of several tokens', message({ From: 'The Caller <sip:a@example.com>;tag=1' })],
    [
      'separators in quotes and angle brackets',
      message({ Contact: '"a;;\\",," <sip:a@b;x=1,2?y=%20>;q=1, <sip:c@d>' }),
    ],
    ['a contact without brackets', message({ Contact: 'sip:a@b;expires=3600' })],
    ['all contacts', message({ Contact: '*', Expires: '0' })],
    [
      'the largest numbers',
      message({ CSeq: '2147483647 OPTIONS', 'Max-Forwards': '255', Expires: '4294967295' }),
    ],
    ['a retry with a comment', message({ 'Retry-After': '18000;duration=3600', Warning: '307 x "y"' })],
    ['a date', message({ Date: 'Sat, 13 Nov 2010 23:29:00 GMT' })],
    ['an old branch', message({ Via: 'SIP/2.0/UDP 10.0.0.1;branch=1' })],
  ])('nothing about %s', (_, fine) => {
    expect(grammarProblems(fine)).toEqual([]);
  });

  test.each<readonly [string, SipMessage]>([
    ['request-line', message({}, 'OPTIONS <sip:b@example.com> SIP/2.0')],
    ['request-line', message({}, 'OPTIONS sip:b@example.com; lr SIP/2.0')],
    ['request-line', message({}, 'OPTIONS  sip:b@example.com SIP/2.0')],
    ['request-line', message({}, 'OPTIONS sip:b@example.com?Route=%3Csip:c%3E SIP/2.0')],
    ['header-missing', message({ 'Call-ID': null })],
    ['header-repeated', message({}, undefined, ['i: y'])],
    ['cseq', message({ CSeq: '2147483648 OPTIONS' })],
    ['cseq', message({ CSeq: '36893488147419103232 OPTIONS' })],
    ['cseq', message({ CSeq: '1 INVITE' })],
    ['name-address', message({ To: '"Bob <sip:b@example.com>' })],
    ['name-address', message({ To: 'Bob, B. <sip:b@example.com>' })],
    ['name-address', message({ To: '"Bob" < sip:b@example.com >' })],
    ['name-address', message({ To: '<sip:b@example.com' })],
    ['name-address', message({ Contact: 'sip:b@example.com?Route=%3Csip:c%3E' })],
    ['name-address', message({ Contact: '<sip:b@example.com>;;' })],
    ['via', message({ Via: 'SIP/2.0/UDP 10.0.0.1;;,;,,' })],
    ['via', message({ Via: 'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK' })],
    ['number', message({ 'Max-Forwards': '300' })],
    ['number', message({ Expires: '4294967296' })],
    ['number', message({ Expires: '-1' })],
    ['number', message({ 'Retry-After': '949302838503028349304023988' })],
    ['date', message({ Date: 'Fri, 01 Jan 2010 16:00:00 EST' })],
    ['warning', message({ Warning: '1812 overture "In Progress"' })],
  ])('%s', (code, wrong) => {
    expect(codes(wrong)).toEqual([code]);
  });

  test('says what was expected and what was found, in one line of a sane length', () => {
    const [problem] = grammarProblems(message({ 'Max-Forwards': '9'.repeat(500) }));
    expect(problem?.message).toBe(`Max-Forwards: expected a number up to 255, found ${'9'.repeat(60)}…`);
  });

  test('any header value is judged without an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(HEADERS), 'Contact', 'Date'), fc.string(), (name, value) => {
        for (const { message: text } of grammarProblems(message({ [name]: value })))
          expect(text).not.toContain('\n');
      }),
    );
  });
});

describe('nearlySip', () => {
  const reason = (text: string) => nearlySip(fromLatin1(text), 0, text.length);

  test('names what keeps a datagram from being SIP', () => {
    expect(reason('OPTIONS sip:a SIP/7.0\r\n')).toBe('expected SIP/2.0, found SIP/7.0');
    expect(reason('OPTIONS sip:a SIP/2.0  \r\n')).toBe(
      'expected the request line to end with its version, found blanks after it',
    );
    expect(reason('SIP/2.0 4294967301 better not\r\n')).toBe(
      'expected a status code of three digits, found 4294967301 better not',
    );
  });

  test.each([
    '',
    '\r\n\r\n',
    'GET / HTTP/1.1\r\n',
    'M-SEARCH * HTTP/1.1\r\n',
    '\x80\x08\x00\x01',
    'a b',
    'SIP/2.0 9',
  ])('nothing about %j', text => {
    expect(reason(text)).toBeNull();
  });

  test('is total', () => {
    fc.assert(fc.property(fc.uint8Array(), bytes => void nearlySip(bytes, 0, bytes.length)));
  });
});
