import { expect, test } from 'vitest';
import { HeardSip, SipNotes } from '../../../src/diagnosis/journal/sip-notes.ts';
import { Transactions } from '../../../src/diagnosis/journal/transactions.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import { latin1 } from '../../support/captures/packets.ts';
import { saSets } from '../../support/captures/sa-set.ts';

const [set] = saSets({});
const sa = set?.sas[0] as SecurityAssociation;

function heard(frame: number, more: Partial<HeardSip> = {}, padding = ''): HeardSip {
  const head = `SIP/2.0 202 Accepted\r\nCall-ID: a\r\nCSeq: ${frame} MESSAGE\r\nX: ${padding}\r\n\r\n`;
  const bytes = latin1(`before${head}body`);
  const start = 6;
  const body = start + head.length;
  const place = { file: 1, frame, seconds: 2 ** 33, nanoseconds: frame };
  const ends = { source: '10.0.0.1', sourcePort: 1, destination: '10.0.0.2', destinationPort: 65_535 };
  return Object.assign(new HeardSip(), { bytes, start, body, end: bytes.length, ...place, ...ends, ...more });
}

const notesOf = (...all: readonly HeardSip[]) => {
  const notes = new SipNotes(1e6, new Transactions());
  for (const one of all) notes.add(one);
  return notes.notes;
};

test('a note says all that was heard', () => {
  const wrapper = 'gsmtap';
  const inEsp = { icv: 'bad', sa, spi: 0xffffffff, sequence: 0xfffffffe, tunnel: true } as const;
  const [clear, inside] = notesOf(
    heard(7, { wrapper, transport: 'tcp', problem: 'content-length-bad' }),
    heard(8, inEsp),
  );
  expect(clear).toMatchObject({
    file: 1,
    frame: 7,
    seconds: 2 ** 33,
    nanoseconds: 7,
    source: '10.0.0.1',
    sourcePort: 1,
    destination: '10.0.0.2',
    destinationPort: 65_535,
    transport: 'tcp',
    wrapper: 'gsmtap',
    protection: null,
    status: 202,
  });
  expect(clear?.message.startLine).toBe('SIP/2.0 202 Accepted');
  expect(clear?.message.bytes.length).toBe((clear?.message.bodyStart ?? 0) + 4);
  expect(clear?.message.problem).toBe('content-length-bad');
  expect(inside?.protection).toEqual({ icv: 'bad', sa, spi: 0xffffffff, sequence: 0xfffffffe, tunnel: true });
});

test('the octets are copies', () => {
  const one = heard(1);
  const notes = new SipNotes(1e6, new Transactions());
  notes.add(one);
  one.bytes.fill(0);
  expect(notes.notes[0]?.message.cseq).toEqual({ number: 1, method: 'MESSAGE' });
});

test('transactions are told apart', () => {
  const [one, same, other] = notesOf(heard(1), heard(1), heard(2)).map(({ transaction }) => transaction);
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

test('many notes and large ones keep their order; the oldest go first', () => {
  const notes = new SipNotes(400_000, new Transactions());
  for (let frame = 1; frame <= 1000; frame++)
    notes.add(heard(frame, {}, frame % 100 === 0 ? 'x'.repeat(70_000) : ''));
  const frames = notes.notes.map(({ frame }) => frame);
  expect(frames.length + notes.evicted).toBe(1000);
  expect(frames).toEqual(Array.from(frames, (_, i) => 1001 - frames.length + i));
  expect(notes.notes.map(({ message }) => message.cseq?.number)).toEqual(frames);
  notes.add(heard(1001));
  expect(notes.notes.at(-1)?.frame).toBe(1001);
});

test('one that is larger than the bound is still there', () => {
  const notes = new SipNotes(10, new Transactions());
  notes.add(heard(1));
  notes.add(heard(2));
  expect(notes.notes.map(({ frame }) => frame)).toEqual([2]);
});
