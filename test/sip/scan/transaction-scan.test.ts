import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SipMessage } from '../../../src/sip/message.ts';
import { TransactionScan } from '../../../src/sip/scan/transaction-scan.ts';
import { latin1 } from '../../support/captures/packets.ts';

function found(text: string): [callId: string, number: number, method: string] | null {
  const before = 'xx';
  const bytes = latin1(before + text);
  const scan = new TransactionScan();
  if (!scan.run(bytes, before.length, bytes.length)) return null;
  const slice = (start: number, end: number) => (before + text).slice(start, end);
  return [slice(scan.callIdStart, scan.callIdEnd), scan.number, slice(scan.methodStart, scan.methodEnd)];
}

const START = 'MESSAGE sip:a SIP/2.0\r\n';

test.each([
  ['Call-ID: a@b\r\nCSeq: 7 MESSAGE\r\n\r\n'],
  ['CSEQ:7   MESSAGE\r\nVia: x\r\nI : a@b \r\n\r\n'],
  ['i:a@b\nContact: <sip:x>\nc: text/plain\ncseq\t: 007\tMESSAGE \n\n'],
])('plain fields are found: %j', fields => {
  expect(found(START + fields)).toEqual(['a@b', 7, 'MESSAGE']);
});

test.each([
  ['a name has another character', 'Call\rID: a\r\nCSeq: 7 MESSAGE\r\n\r\n'],
  ['a field is missing', 'Call-ID: a\r\nVia: CSeq: 7 MESSAGE\r\n\r\n'],
  ['a field is folded', 'Call-ID: a\r\nCSeq: 7\r\n MESSAGE\r\n\r\n'],
  ['CSeq has no method', 'Call-ID: a\r\nCSeq: 7\r\n\r\n'],
  ['CSeq has no number', 'Call-ID: a\r\nCSeq: MESSAGE\r\n\r\n'],
  ['CSeq has more', 'Call-ID: a\r\nCSeq: 7 MESSAGE x\r\n\r\n'],
  ['its number has 16 digits', 'Call-ID: a\r\nCSeq: 1234567890123456 MESSAGE\r\n\r\n'],
  ['the last line has no end', 'CSeq: 7 MESSAGE\r\nCall-ID: a'],
])('not plain: %s', (_, fields) => {
  expect(found(START + fields)).toBeNull();
});

test('what is found is what the message says', () => {
  const piece = fc.constantFrom(
    ...[
      'Call-ID',
      'call-id ',
      'i',
      'I',
      'CSeq',
      'cseq\t',
      'Via',
      'c',
      ':',
      ': ',
      ' ',
      '\t',
      '\r\n',
      '\n',
      '\r\n ',
    ],
    ...[
      '7',
      '07',
      '12 MESSAGE',
      ' BYE',
      'ACK',
      'a@b',
      'x',
      '\r',
      '\u00a0',
      'Call-ID: q\r\n',
      'CSeq: 1 A\r\n',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.boolean(), (pieces, ends) => {
      const text = `${START}${pieces.join('')}${ends ? '\r\n\r\n' : ''}`;
      const places = found(text);
      if (places === null) return;
      const { callId, cseq } = new SipMessage(latin1(text), text.length);
      expect(places).toEqual([callId, cseq?.number, cseq?.method]);
    }),
    { seed: 5, numRuns: 3000 },
  );
});
