import { expect, test } from 'vitest';
import { Transactions } from '../../../src/diagnosis/journal/transactions.ts';
import { latin1 } from '../../support/captures/packets.ts';

const transactions = new Transactions();

function numberOf(fields: string, all = transactions): number | null {
  const bytes = latin1(`SIP/2.0 200 OK\r\n${fields}\r\n\r\n`);
  return all.numberOf(bytes, 0, bytes.length);
}

test('messages with the same Call-ID and CSeq have one number, however they are written', () => {
  const one = numberOf('Call-ID: a\r\nCSeq: 7 BYE');
  expect(one).not.toBeNull();
  expect(numberOf('cseq: 07  BYE\r\ni: a')).toBe(one);
  expect(numberOf('Call-ID:\r\n a\r\nCSeq: 7\r\n BYE')).toBe(one);
});

test('others have other numbers', () => {
  const fields = [
    'Call-ID: a\r\nCSeq: 7 BYE',
    'Call-ID: A\r\nCSeq: 7 BYE',
    'Call-ID: a\r\nCSeq: 8 BYE',
    'Call-ID: a\r\nCSeq: 7 bye',
    'Call-ID: aB\r\nCSeq: 7 YE',
    'CSeq: 7 BYE',
    'Call-ID: null\r\nCSeq: 7 BYE',
    'Call-ID:\r\nCSeq: 7 BYE',
  ];
  expect(new Set(fields.map(one => numberOf(one))).size).toBe(fields.length);
  expect(numberOf('CSeq: 7 BYE')).toBe(numberOf('CSeq: 7 BYE'));
});

test('without a readable CSeq, and for ACK, there is none', () => {
  for (const fields of [
    'Call-ID: a',
    'Call-ID: a\r\nCSeq: BYE',
    'Call-ID: a\r\nCSeq: 7 ACK',
    'CSeq: 7\r\n ACK',
  ])
    expect(numberOf(fields)).toBeNull();
});

test('many of them', () => {
  const all = new Transactions();
  const numbers = () =>
    Array.from({ length: 2000 }, (_, i) => numberOf(`Call-ID: ${i % 500}\r\nCSeq: ${i} BYE`, all));
  const first = numbers();
  expect(new Set(first).size).toBe(2000);
  expect(numbers()).toEqual(first);
});
