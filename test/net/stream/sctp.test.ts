import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import { sctpReassembler } from '../../support/bounded.ts';
import { join, latin1, u16, u32 } from '../../support/captures/packets.ts';

const BEGIN = 2;
const END = 1;

interface Chunk {
  readonly flags: number;
  readonly tsn: number;
  readonly text: string;
  readonly type?: number;
}

/** DATA of RFC 9260 §3.3.1, or I-DATA of RFC 8260 §2.1. */
function chunk({ flags, tsn, text, type = 0 }: Chunk): Uint8Array {
  const header = type === 0 ? 16 : 20;
  const rest = type === 0 ? [] : u32(0);
  const padding = new Uint8Array((4 - (text.length % 4)) % 4);
  const bytes = [
    type,
    flags,
    ...u16(header + text.length),
    ...u32(tsn),
    ...u16(0),
    ...u16(0),
    ...rest,
    ...u32(46),
  ];
  return join(bytes, latin1(text), padding);
}

function packet(frame: number, ...chunks: readonly Uint8Array[]): Datagram {
  const datagram = new Datagram();
  datagram.frame = frame;
  datagram.addresses = Uint8Array.of(10, 0, 0, 1, 10, 0, 0, 2);
  datagram.destinationOffset = 4;
  datagram.bytes = join(...chunks);
  datagram.end = datagram.bytes.length;
  return datagram;
}

function messagesOf(packets: readonly Datagram[]): string[] {
  const seen: string[] = [];
  const sctp = sctpReassembler((bytes, start, end, _, frames) => {
    seen.push(`${Buffer.from(bytes.subarray(start, end)).toString('latin1')} ${frames.join(',')}`);
  });
  for (const one of packets) sctp.push(one);
  expect(sctp.statistics.messages).toBe(seen.length);
  return seen;
}

describe('SctpReassembler', () => {
  test('whole messages, several in a packet, behind chunks that are not data', () => {
    const sack = Uint8Array.of(3, 0, 0, 16, ...new Uint8Array(12));
    const one = chunk({ flags: BEGIN | END, tsn: 1, text: 'one' });
    const two = chunk({ flags: BEGIN | END, tsn: 2, text: 'seconds', type: 64 });
    expect(messagesOf([packet(1, sack, one, two)])).toEqual(['one 1', 'seconds 1']);
  });

  test('fragments in any order, across the wrap of the TSN', () => {
    const parts = ['ab', 'cd', 'ef', 'gh'].map((text, i) => {
      const flags = i === 0 ? BEGIN : i === 3 ? END : 0;
      return packet(i + 1, chunk({ flags, tsn: (0xfffffffe + i) >>> 0, text }));
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 4 }), shuffled => {
        expect(messagesOf(shuffled)).toEqual(['abcdefgh 1,2,3,4']);
      }),
    );
  });

  test('fragments of two messages that stand next to each other do not join', () => {
    const first = packet(1, chunk({ flags: BEGIN, tsn: 1, text: 'lost end' }));
    const second = packet(
      2,
      chunk({ flags: BEGIN, tsn: 2, text: 'be' }),
      chunk({ flags: END, tsn: 3, text: 'gin' }),
    );
    expect(messagesOf([first, second])).toEqual(['begin 2']);
  });

  test('the fragments of another association are others', () => {
    const other = packet(2, chunk({ flags: END, tsn: 2, text: 'b' }));
    other.sourcePort = 1;
    expect(messagesOf([packet(1, chunk({ flags: BEGIN, tsn: 1, text: 'a' })), other])).toEqual([]);
  });

  test('is total, and keeps a bounded number of fragments', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), bytes => void messagesOf([packet(1, bytes)])));
    const sctp = sctpReassembler(() => {});
    for (let i = 0; i < 5000; i++) sctp.push(packet(i, chunk({ flags: 0, tsn: 2 * i, text: 'x' })));
    expect(sctp.statistics.evicted).toBe(5000 - 4096);
  });
});
