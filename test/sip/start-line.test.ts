import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import {
  isCutSipStart,
  isSipStart,
  NOT_SIP,
  nextLine,
  startLineEnd,
  UNDECIDED,
} from '../../src/sip/start-line.ts';

function isStart(text: string): boolean {
  const bytes = fromLatin1(text);
  return isSipStart(bytes, 0, bytes.length);
}

function endOf(text: string): number {
  const bytes = fromLatin1(text);
  return startLineEnd(bytes, 0, bytes.length);
}

describe('isSipStart', () => {
  test.each([
    'REGISTER sip:ims.mnc001.mcc001.3gppnetwork.org SIP/2.0\r\n',
    'INVITE tel:+15551234 SIP/2.0\nVia: x',
    'INVITE sip:user@example.com; lr SIP/2.0\r\n',
    "!odd-Method0_*+`.%here'~ sip:a SIP/2.0\r\n",
    'options sip:a sip/2.0\r\n',
    'SIP/2.0 200 OK\r\n',
    'SIP/2.0 100 \r\n',
    'SIP/2.0 401',
    'sip/2.0 699 x',
    'SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\r\n',
  ])('takes %j', text => {
    expect(isStart(text)).toBe(true);
  });

  test.each([
    '',
    '\r\n',
    '\0\0\0\0',
    'SIP/2.0 40',
    'SIP/2.0 4294967301 better not break the receiver\r\n',
    'SIP/2.0 700 x\r\n',
    'SIP/2.1 200 OK\r\n',
    'SIP/2.0  200 OK\r\n',
    'OPTIONS sip:a@b SIP/7.0\r\n',
    'OPTIONS sip:a@b SIP/2.0 \r\n',
    'OPTIONS sip:a@bSIP/2.0\r\n',
    'OPTIONS SIP/2.0\r\n',
    'OPTIONS  SIP/2.0\r\n',
    'OPTIONS sip:a@b SIP/2.0',
    'OPTIONS sip:a\0b SIP/2.0\r\n',
    'OPTIONS sip:a\rb SIP/2.0\r\n',
    ' OPTIONS sip:a@b SIP/2.0\r\n',
    'OPTI(NS sip:a@b SIP/2.0\r\n',
    `${'A'.repeat(65)} sip:a@b SIP/2.0\r\n`,
    `A ${'a'.repeat(9000)} SIP/2.0\r\n`,
    'GET / HTTP/1.1\r\n',
    'HTTP/1.1 200 OK\r\n',
  ])('turns down %j', text => {
    expect(isStart(text)).toBe(false);
  });

  test('looks only at the given part of the buffer', () => {
    const bytes = fromLatin1('xxSIP/2.0 200 OK\r\nINVITE sip:a SIP/2.0\r\n');
    expect(isSipStart(bytes, 2, 18)).toBe(true);
    expect(isSipStart(bytes, 18, bytes.length)).toBe(true);
    expect(isSipStart(bytes, 18, bytes.length - 1)).toBe(false);
    expect(isSipStart(bytes, 2, 12)).toBe(false);
  });
});

describe('startLineEnd', () => {
  test('gives the offset behind the line end', () => {
    expect(endOf('SIP/2.0 200 OK\r\nVia: x\r\n')).toBe(16);
    expect(endOf('SIP/2.0 200\nVia: x\r\n')).toBe(12);
    expect(endOf('BYE sip:a SIP/2.0\r\n')).toBe(19);
  });

  test('is undecided about every beginning of a start line, and never later', () => {
    for (const line of ['REGISTER sip:ims.example SIP/2.0\r\n', 'SIP/2.0 401 Unauthorized\r\n']) {
      for (let i = 1; i < line.length; i++) expect(endOf(line.slice(0, i))).toBe(UNDECIDED);
      expect(endOf(line)).toBe(line.length);
    }
  });

  test('decides early against other protocols', () => {
    for (const text of ['\x16\x03\x01', 'HTTP/', '<?xml', 'A'.repeat(65), 'SIP/3', 'SIP/2.0 9'])
      expect(endOf(text)).toBe(NOT_SIP);
    expect(endOf('GET / HTTP/1.1\r\n')).toBe(NOT_SIP);
    expect(endOf(`GET ${'x'.repeat(8193)}`)).toBe(NOT_SIP);
  });

  test('never throws and never looks behind the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 20 }), (bytes, tail) => {
        const longer = new Uint8Array([...bytes, ...tail]);
        expect(startLineEnd(longer, 0, bytes.length)).toBe(startLineEnd(bytes, 0, bytes.length));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('nextLine', () => {
  test('is the offset behind the next LF, or the end', () => {
    const bytes = fromLatin1('a\r\nb\nc');
    expect([0, 3, 5, 6].map(at => nextLine(bytes, at))).toEqual([3, 5, 6, 6]);
  });
});

describe('isCutSipStart', () => {
  const isCutStart = (text: string) => isCutSipStart(fromLatin1(text), 0, text.length);

  test.each([
    'REGISTER sip:',
    'REGISTER sip:ims.mnc001',
    'INVITE tel:+1555',
    'INVITE SIPS:a',
    'NOTIFY urn:a SIP/',
  ])('takes %j', text => expect(isCutStart(text)).toBe(true));

  test.each([
    '',
    'REGISTER',
    'REGISTER sip',
    'GET http:',
    'REGISTER sip:a SIP/2.0\r\n',
    'REGISTER sip:a\r\nVia',
    ' sip:a',
    '\u0000 sip:a',
  ])('does not take %j', text => expect(isCutStart(text)).toBe(false));
});
