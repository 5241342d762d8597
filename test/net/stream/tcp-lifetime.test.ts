import { describe, expect, test } from 'vitest';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { reverse } from '../../support/captures/packets.ts';
import { FLOW, segment } from '../support.ts';
import { Bench } from './tcp-bench.ts';

const { SYN, FIN, RST, ACK } = TCP_FLAG;
const BACK = reverse(FLOW);

describe('midstream', () => {
  test('starts at the first payload seen', () => {
    const bench = new Bench();
    bench.send(FLOW, 5000, '', ACK);
    bench.send(FLOW, 5000, 'abc');
    bench.send(FLOW, 5003, 'def');
    bench.tcp.end();
    expect(bench.texts).toEqual(['abcdef$']);
    expect(bench.opened[0]?.midstream).toBe(true);
  });

  test('a segment from before the start is delivered by itself, once', () => {
    const bench = new Bench();
    bench.send(FLOW, 5006, 'ghi');
    bench.send(FLOW, 5000, 'abcdef');
    bench.send(FLOW, 5000, 'abcdef');
    bench.send(FLOW, 5009, 'jkl');
    bench.send(FLOW, 5006 - 70_000, 'too far');
    expect(bench.texts).toEqual(['ghijkl', 'abcdef$']);
    expect(bench.opened.map(({ midstream }) => midstream)).toEqual([true, true]);
    expect(bench.tcp.statistics.isolatedSegments).toBe(1);
  });

  test('a SYN that comes late belongs to the stream', () => {
    const bench = new Bench();
    bench.send(FLOW, 5001, 'abc');
    bench.send(FLOW, 5000, '', SYN);
    bench.send(FLOW, 5004, 'def');
    expect(bench.texts).toEqual(['abcdef']);
  });

  test('the SYN-ACK of a connection whose first data overtook it', () => {
    const bench = new Bench();
    bench.send(FLOW, 5001, 'abc', ACK, 9001);
    bench.send(BACK, 9000, '', SYN | ACK, 5001);
    bench.send(FLOW, 5004, 'def', ACK, 9001);
    expect(bench.texts).toEqual(['abcdef', '']);
  });
});

describe('ports used again', () => {
  test('a SYN with another number ends both directions and begins anew', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(FLOW, 1001, 'one');
    bench.send(BACK, 2001, 'eins');
    bench.send(FLOW, 900_000, '', SYN);
    bench.send(BACK, 800_000, '', SYN | ACK, 900_001);
    bench.send(FLOW, 900_001, 'two');
    bench.send(BACK, 800_001, 'zwei');
    expect(bench.texts).toEqual(['one$', 'eins$', 'two', 'zwei']);
    expect(bench.opened.map(({ midstream }) => midstream)).toEqual([false, false, false, false]);
  });

  test('the old connection carried nothing from the answering end', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(FLOW, 900_000, '', SYN);
    bench.send(BACK, 800_000, '', SYN | ACK, 900_001);
    bench.send(FLOW, 900_001, 'two');
    bench.send(BACK, 800_001, 'zwei');
    expect(bench.texts).toEqual(['$', '$', 'two', 'zwei']);
  });

  test('the new SYN was not captured, the SYN-ACK was', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(FLOW, 1001, 'one');
    bench.send(BACK, 800_000, '', SYN | ACK, 900_001);
    bench.send(FLOW, 900_001, 'two');
    expect(bench.texts).toEqual(['one$', '$', '', 'two']);
  });

  test('neither was captured: a number far away is another connection', () => {
    const bench = new Bench();
    bench.send(FLOW, 10_000_000, '', SYN);
    bench.send(FLOW, 10_000_001, 'one');
    bench.send(FLOW, 5_000_000, 'two');
    bench.send(FLOW, 5_000_003, 'three');
    bench.send(FLOW, 3_000_000_000, 'four');
    expect(bench.texts).toEqual(['one$', 'twothree$', 'four']);
  });

  test('after RST or FIN late copies are ignored, new data is a midstream stream', () => {
    for (const flags of [RST, FIN | ACK]) {
      const bench = new Bench();
      bench.send(FLOW, 1000, '', SYN);
      bench.send(FLOW, 1001, 'abc');
      bench.send(FLOW, 1004, '', flags);
      bench.send(FLOW, 1001, 'abc');
      bench.send(FLOW, 1000, '', SYN);
      bench.send(FLOW, 1004, 'def');
      expect(bench.texts).toEqual(['abc$', 'def']);
      expect(bench.opened[1]?.midstream).toBe(true);
    }
  });

  test('a callback may overwrite the segment that ended the old stream', () => {
    const texts: string[] = [];
    const syn = segment(FLOW, { sequence: 900_000, flags: SYN }, 'early');
    const tcp = tcpReassembler(
      () => ({
        data: (bytes, start, end) => texts.push(String.fromCharCode(...bytes.subarray(start, end))),
        gap: () => {},
        end: () => {
          Object.assign(syn, { sequence: 1, tcpFlags: RST });
          syn.bytes.fill(0);
        },
      }),
      () => {},
    );
    tcp.push(segment(FLOW, { sequence: 1000, flags: SYN }));
    tcp.push(syn);
    tcp.push(segment(FLOW, { sequence: 900_006 }, ' data'));
    expect(texts).toEqual(['early', ' data']);
  });
});
