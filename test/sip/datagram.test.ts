import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../src/bytes/latin1.ts';
import { parseSipDatagram } from '../../src/sip/datagram.ts';
import { concat } from '../support/captures/pcap-file.ts';
import { message, parsed, wholeMessage } from './messages.ts';

const START = 'MESSAGE sip:a@b SIP/2.0';

describe('parseSipDatagram', () => {
  test('without Content-Length the body goes to the end of the datagram', () => {
    const found = parsed(message(START, ['Call-ID: a'], 'hello'));
    expect(latin1(found.bytes, found.bodyStart)).toBe('hello');
    expect(found.problem).toBeNull();
  });

  test('a shorter Content-Length cuts the message (RFC 3261 §18.3)', () => {
    const found = parsed(message(START, ['l: 2'], 'hello'));
    expect(latin1(found.bytes, found.bodyStart)).toBe('he');
    expect(found.problem).toBeNull();
  });

  test.each([
    ['l: 6', 'content-length-too-long'],
    ['Content-Length: -1', 'content-length-bad'],
    ['l: 1\r\nl: 2', 'content-length-bad'],
  ])('%j keeps the whole datagram and says why', (header, problem) => {
    const bytes = message(START, [header], 'hello');
    const found = parsed(bytes);
    expect(found.problem).toBe(problem);
    expect(found.bytes).toEqual(bytes);
    expect(latin1(found.bytes, found.bodyStart)).toBe('hello');
  });

  test.each(['SIP/2.0 200', 'SIP/2.0 200 OK\r\n', `${START}\r\nCall-ID: a`, `${START}\r\nCall-ID: a\r\n`])(
    'without the end of its headers %j is kept',
    text => {
      const found = parsed(fromLatin1(text));
      expect([found.problem, found.bodyStart]).toEqual(['header-section-cut', text.length]);
      expect(found.callId).toBe(text.includes('Call-ID') ? 'a' : null);
    },
  );

  test('a second message in the datagram is left out', () => {
    const first = wholeMessage(START, 'hi');
    expect(parsed(concat([first, wholeMessage('BYE sip:a SIP/2.0')])).bytes).toEqual(first);
  });

  test('line ends before the start line are skipped, the view keeps to the given part', () => {
    const bytes = concat([fromLatin1('SIP\r\n\n\r\n'), wholeMessage(START), fromLatin1('xx')]);
    const found = parseSipDatagram(bytes, 3, bytes.length - 2);
    expect(found?.bytes).toEqual(wholeMessage(START));
    expect(found?.bytes.buffer).toBe(bytes.buffer);
  });

  test.each(['', '\r\n', '\r\n\r\n', '\0\0\0\0', '\0', ' SIP/2.0 200 OK', 'GET / HTTP/1.1\r\n\r\n'])(
    'keep-alive or other protocol: %j',
    text => {
      expect(parseSipDatagram(fromLatin1(text), 0, text.length)).toBeNull();
    },
  );

  test('any bytes, and any change of a message, never throw and never reach outside', () => {
    const original = wholeMessage('SIP/2.0 401 Unauthorized', 'hello');
    const at = fc.nat(original.length - 1);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 8 }),
        fc.nat(original.length),
        (changes, cut) => {
          const bytes = original.slice(0, cut);
          for (const [place, value] of changes) if (place < cut) bytes[place] = value;
          const found = parseSipDatagram(bytes, 0, cut);
          if (found === null) return;
          expect(found.bytes.length).toBeLessThanOrEqual(cut);
          expect(found.bodyStart).toBeLessThanOrEqual(found.bytes.length);
          expect(() => [found.startLine, found.header('via'), found.via, found.expires]).not.toThrow();
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('a datagram that was cut', () => {
  const whole = message(START, ['Call-ID: a', 'Subject: long'], 'hello');
  const cutAt = (length: number) => parseSipDatagram(whole, 0, length, true);

  test('header fields without their line end are not read', () => {
    const found = cutAt(START.length + 2 + 'Call-ID: a\r\nSubject: lo'.length);
    expect(found).toMatchObject({ problem: 'header-section-cut', callId: 'a' });
    expect(found?.header('subject')).toBeNull();
    expect(found?.bytes.length).toBe(START.length + 2 + 'Call-ID: a\r\nSubject: lo'.length);
  });

  test('a part of the start line is enough', () => {
    expect(cutAt('MESSAGE sip:a'.length)).toMatchObject({ method: 'MESSAGE', startLine: 'MESSAGE sip:a' });
    expect(cutAt('MESSAGE si'.length)).toBeNull();
    expect(parseSipDatagram(whole, 0, 'MESSAGE sip:a'.length)).toBeNull();
  });

  test('every length gives the beginning or nothing', () => {
    for (let length = 0; length <= whole.length; length++) {
      const found = cutAt(length);
      if (found !== null) expect(latin1(found.bytes)).toBe(latin1(whole, 0, length));
      expect(found !== null).toBe(length >= 'MESSAGE sip:'.length);
    }
  });
});
