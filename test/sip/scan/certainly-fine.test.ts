import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grammarProblems } from '../../../src/sip/grammar.ts';
import { SipMessage } from '../../../src/sip/message.ts';
import { isCertainlyFine } from '../../../src/sip/scan/certainly-fine.ts';
import { latin1 } from '../../support/captures/packets.ts';

const FIELDS = [
  'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKa, SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKb',
  'From: "Bob" <sip:bob@ims>;tag=1',
  'To: <sip:alice@ims>',
  'i: a@b',
  'CSeq: 7 MESSAGE',
  'm: Bob <sip:bob@10.0.0.1>;+sip.instance="<urn:gsma:imei:1>";q=0.5',
  'Max-Forwards: 70',
  'Expires: 600000',
  'c: text/plain',
  'X-Odd: ;,"',
];

function textOf(fields: readonly string[], start = 'MESSAGE sip:bob@ims;user=phone SIP/2.0'): string {
  return `${[start, ...fields].join('\r\n')}\r\n\r\n`;
}

function isFine(text: string): boolean {
  const bytes = latin1(`xx${text}body`);
  return isCertainlyFine(bytes, 2, bytes.length - 4);
}

/** A folded field is left to the check that reads the texts. */
function problemsOf(text: string) {
  const whole = text.replace(/\r?\n\r?\n$/, '\r\nX: a\r\n b\r\n\r\n');
  return grammarProblems(new SipMessage(latin1(whole), whole.length));
}

test('plain requests and responses are fine', () => {
  expect(isFine(textOf(FIELDS))).toBe(true);
  expect(isFine(textOf(FIELDS, 'SIP/2.0 200 OK'))).toBe(true);
  expect(isFine(textOf(FIELDS).replaceAll('\r\n', '\n'))).toBe(true);
});

test('the name of a field may be long or short, in any case', () => {
  const long = FIELDS.map(field =>
    field.replace(/^i:/, 'Call-ID:').replace(/^m:/, 'CONTACT:').replace(/^c:/, 'content-type:'),
  );
  const short = FIELDS.map(field => field.replace(/^(V|F|T)(ia|rom|o):/, '$1:'));
  expect(isFine(textOf(long))).toBe(true);
  expect(isFine(textOf(short))).toBe(true);
});

test('a message that is not whole says nothing', () => {
  const text = textOf(FIELDS);
  for (let end = 0; end < text.length; end++) expect(isFine(text.slice(0, end))).toBe(false);
});

const PIECES = [
  ...[
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\r\n ',
    ';',
    ',',
    '"',
    '<',
    '>',
    '?',
    '@',
    '\\',
    ':',
    '/',
    '\u00a0',
    '\u00ff',
  ],
  ...['z9hG4bK', ';branch=z9hG4bK', '0', '7', '2147483648', '99999999999', 'MESSAGE', 'a', 'é'],
  ...[
    '\r\nDate: x',
    '\r\nWarning: x',
    '\r\nRetry-After: x',
    '\r\nv: x;',
    '\r\nTO: x',
    '\r\nContact:',
    '\r\nF:',
  ],
];

test('what is certainly fine has no problem, whatever is put into it or left out', () => {
  const change = fc.tuple(fc.nat(400), fc.nat(6), fc.constantFrom('', ...PIECES));
  const start = fc.constantFrom('MESSAGE sip:bob@ims SIP/2.0', 'SIP/2.0 200 OK');
  const fields = fc.subarray(FIELDS, { minLength: 9 });
  let fine = 0;
  fc.assert(
    fc.property(start, fields, fc.array(change, { minLength: 1, maxLength: 3 }), (line, some, changes) => {
      let text = textOf(some, line);
      for (const [at, length, piece] of changes) {
        const place = line.length + (at % (text.length - line.length - 4));
        text = `${text.slice(0, place)}${piece}${text.slice(Math.min(place + length, text.length - 4))}`;
      }
      if (!isFine(text)) return;
      fine++;
      expect(problemsOf(text)).toEqual([]);
    }),
    { seed: 11, numRuns: 5000 },
  );
  expect(fine).toBeGreaterThan(500);
});

test.each([
  ['From: bob, <sip:bob@ims>'],
  ['From: <sip:bob@ims>;;tag=1'],
  ['From: <sip:bob@ims>;tag=1;'],
  ['To: é <sip:alice@ims>'],
  ['To: <sip:alice @ims>'],
  ['Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK'],
  ['CSeq: 2147483648 MESSAGE'],
  ['CSeq: 7 BYE'],
  ['Max-Forwards: 256'],
  ['Contact: sip:a?b=c'],
  ['Date: today'],
])('%s is not', field => {
  const name = (one: string) => one.slice(0, one.indexOf(':'));
  const text = textOf([...FIELDS.filter(one => name(one) !== name(field)), field]);
  expect(isFine(text)).toBe(false);
  expect(problemsOf(text)).not.toEqual([]);
});
