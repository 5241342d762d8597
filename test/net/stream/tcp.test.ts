import { describe, expect, test } from 'vitest';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { type Flow, reverse } from '../../support/captures/packets.ts';
import { FLOW, FLOW6, PROTECTION, Recorder, segment } from '../support.ts';
import { Bench } from './tcp-bench.ts';

const { SYN, FIN, RST, ACK } = TCP_FLAG;
const BACK = reverse(FLOW);

describe('a connection from SYN to FIN', () => {
  test('both directions', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(FLOW, 1001, '', ACK, 2001);
    bench.send(FLOW, 1001, 'REGISTER', ACK, 2001);
    bench.send(BACK, 2001, '401', ACK, 1009);
    bench.send(FLOW, 1009, ' again', ACK, 2004);
    bench.send(FLOW, 1015, '', FIN | ACK, 2004);
    bench.send(BACK, 2004, '.', FIN | ACK, 1016);
    expect(bench.texts).toEqual(['REGISTER again$', '401.$']);
    expect(bench.opened.map(({ midstream }) => midstream)).toEqual([false, false]);
    bench.tcp.end();
    expect(bench.texts).toEqual(['REGISTER again$', '401.$']);
    expect(bench.tcp.statistics).toMatchObject({
      connections: 1,
      streams: 2,
      midstream: 0,
      segments: 8,
      gaps: 0,
    });
    expect(bench.issues).toEqual([]);
  });

  test('SYN retransmitted, with data', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, 'early', SYN);
    bench.send(FLOW, 1000, 'early', SYN);
    bench.send(FLOW, 1006, ' later');
    expect(bench.texts).toEqual(['early later']);
  });

  test('both ends open at the same time', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2000, '', SYN);
    bench.send(FLOW, 1000, '', SYN | ACK, 2001);
    bench.send(BACK, 2000, '', SYN | ACK, 1001);
    bench.send(FLOW, 1001, 'question');
    bench.send(BACK, 2001, 'answer');
    expect(bench.texts).toEqual(['question', 'answer']);
  });

  test('sequence numbers wrap', () => {
    const bench = new Bench();
    bench.send(FLOW, 0xfffffffa, '', SYN);
    bench.send(FLOW, 0xfffffffb, 'abc');
    bench.send(FLOW, 0xfffffffe, 'defg');
    bench.send(FLOW, 2, 'hi', FIN | ACK);
    expect(bench.texts).toEqual(['abcdefghi$']);
  });

  test('the end of the capture ends what is open', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abc');
    bench.tcp.end();
    expect(bench.texts).toEqual(['abc$']);
  });

  test('the origin is the segment that carried the bytes', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1004, 'def');
    bench.send(FLOW, 1001, 'abc');
    expect(bench.opened[0]?.recorder.frames).toEqual([3, 2]);
  });
});

describe('order', () => {
  test('retransmissions and overlaps are trimmed, the first bytes win', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abcd');
    bench.send(FLOW, 1001, 'ABCD');
    bench.send(FLOW, 1003, 'XXef');
    bench.send(FLOW, 1009, 'ij');
    bench.send(FLOW, 1005, 'XXghXXk');
    expect(bench.texts).toEqual(['abcdefghijk']);
    expect(bench.tcp.statistics.retransmittedBytes).toBe(4 + 2 + 2);
  });

  test('segments out of order, duplicated', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1007, 'ghi', FIN | ACK);
    bench.send(FLOW, 1004, 'def');
    bench.send(FLOW, 1004, 'def');
    bench.send(FLOW, 1001, 'abc');
    expect(bench.texts).toEqual(['abcdefghi$']);
    expect(bench.tcp.statistics).toMatchObject({ outOfOrderSegments: 3, gaps: 0 });
  });

  test('a FIN from before what was delivered is not believed', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abcdef');
    bench.send(FLOW, 1003, '', FIN | ACK);
    bench.send(FLOW, 1007, 'ghi');
    expect(bench.texts).toEqual(['abcdefghi']);
  });

  test('keep-alive probes are no data', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abc');
    bench.send(FLOW, 1003, '\0');
    bench.send(FLOW, 1003, '');
    bench.send(FLOW, 1004, 'def');
    expect(bench.texts).toEqual(['abcdef']);
  });

  test('a keep-alive probe begins no stream', () => {
    const bench = new Bench();
    bench.send(FLOW, 1003, '\0');
    bench.send(FLOW, 1004, 'def');
    expect(bench.texts).toEqual(['def']);
  });
});

describe('gaps', () => {
  function withHole(bench: Bench): void {
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abc');
    bench.send(FLOW, 1009, 'ijk');
  }

  test('none while the hole is not acknowledged', () => {
    const bench = new Bench();
    withHole(bench);
    for (let i = 0; i < 1000; i++) bench.send(BACK, 2001, '', ACK, 1004);
    expect(bench.texts).toEqual(['abc']);
    bench.send(FLOW, 1004, 'defgh');
    expect(bench.texts).toEqual(['abcdefghijk']);
  });

  test('declared 32 packets after the peer acknowledged what is behind it', () => {
    const bench = new Bench();
    withHole(bench);
    bench.send(BACK, 2001, '', ACK, 1012);
    for (let i = 0; i < 31; i++) bench.send(BACK, 2001, '', ACK, 1012);
    expect(bench.texts).toEqual(['abc']);
    bench.send(BACK, 2001, '', ACK, 1012);
    expect(bench.texts).toEqual(['abc[5]ijk']);
    expect(bench.tcp.statistics).toMatchObject({ gaps: 1, gapBytes: 5 });
    bench.send(FLOW, 1004, 'defgh');
    bench.send(FLOW, 1012, 'l');
    expect(bench.texts).toEqual(['abc[5]ijkl']);
  });

  test('an older acknowledgement takes nothing back', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(BACK, 2001, '', ACK, 1012);
    bench.send(BACK, 2001, '', ACK, 1004);
    bench.send(FLOW, 1001, 'abc');
    bench.send(FLOW, 1009, 'ijk');
    for (let i = 0; i < 32; i++) bench.send(BACK, 2001, '', ACK, 1004);
    expect(bench.texts).toEqual(['abc[5]ijk']);
  });

  test('not declared when the tap shows the bytes a little late', () => {
    const bench = new Bench();
    withHole(bench);
    for (let i = 0; i < 20; i++) bench.send(BACK, 2001, '', ACK, 1012);
    bench.send(FLOW, 1004, 'defgh');
    expect(bench.texts).toEqual(['abcdefghijk']);
  });

  test('capture time settles it too, when only other connections go on', () => {
    const bench = new Bench();
    withHole(bench);
    bench.send(BACK, 2001, '', ACK, 1012);
    const other = (time: number): void => {
      bench.tcp.push(segment(FLOW6, { sequence: 7 }, 'other', { time, frame: 99 }));
    };
    other(5e6);
    other(190e6);
    expect(bench.texts[0]).toBe('abc');
    other(1e9);
    expect(bench.texts[0]).toBe('abc[5]ijk');
  });

  test('several holes below one acknowledgement', () => {
    const bench = new Bench();
    withHole(bench);
    bench.send(FLOW, 1015, 'opq');
    for (let i = 0; i < 40; i++) bench.send(BACK, 2001, '', ACK, 1018);
    expect(bench.texts).toEqual(['abc[5]ijk[3]opq']);
  });

  test.each([
    ['FIN and the end of the capture', (bench: Bench) => bench.send(FLOW, 1012, 'l', FIN | ACK)],
    ['RST', (bench: Bench) => bench.send(FLOW, 1012, '', RST)],
    ['RST of the peer', (bench: Bench) => bench.send(BACK, 1, '', RST)],
    ['a new connection', (bench: Bench) => bench.send(FLOW, 777_000, '', SYN)],
    ['the end of the capture', () => {}],
  ])('declared when the stream ends: %s', (_name, finish) => {
    const bench = new Bench();
    withHole(bench);
    finish(bench);
    bench.tcp.end();
    expect(bench.texts[0]).toMatch(/^abc\[5\]ijkl?\$$/);
  });

  test('a hole just before the FIN', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abc');
    bench.send(FLOW, 1009, '', FIN | ACK);
    expect(bench.texts).toEqual(['abc']);
    for (let i = 0; i < 40; i++) bench.send(BACK, 2001, '', ACK, 1010);
    expect(bench.texts).toEqual(['abc[5]$']);
  });

  test('what the snap length cut off a segment', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1001, 'abcdef', ACK, 0, 4);
    bench.send(FLOW, 1010, 'jklm', ACK, 0, 1);
    bench.send(FLOW, 1007, 'ghi');
    bench.send(FLOW, 1014, 'no', FIN | ACK, 0, 1);
    expect(bench.texts).toEqual(['ab[4]ghijkl[1]n[1]$']);
    expect(bench.tcp.statistics).toMatchObject({ gaps: 3, gapBytes: 6 });
  });
});

test('behind a segment in ESP that was cut up to 15 bytes may be missing besides those that are known to be', () => {
  for (const [tunnel, ahead, text] of [
    [false, 15, 'ab[4][15]xyz'],
    [false, 16, 'ab[4]'],
    [true, 15, 'ab[4]'],
  ] as const) {
    const recorder = new Recorder();
    const tcp = tcpReassembler(
      () => recorder,
      () => {},
    );
    const protection = { ...PROTECTION, tunnel };
    tcp.push(segment(FLOW, { sequence: 1001 }, 'abcdef', { cut: 4, protection }));
    tcp.push(segment(FLOW, { sequence: 1007 + ahead }, 'xyz', { protection }));
    expect(recorder.text).toBe(text);
  }
});

describe('who is not interested', () => {
  test('is asked once for each direction and connection, and gets nothing', () => {
    const asked: [number, boolean][] = [];
    const tcp = tcpReassembler(
      (first, midstream) => {
        asked.push([first.sourcePort, midstream]);
        return null;
      },
      () => {},
    );
    tcp.push(segment(FLOW, { sequence: 1000, flags: SYN }));
    for (let i = 0; i < 10; i++) tcp.push(segment(FLOW, { sequence: 1001 + 3 * i }, 'abc'));
    for (let i = 0; i < 10; i++) tcp.push(segment(BACK, { sequence: 1001 + 3 * i }, 'abc'));
    tcp.push(segment(FLOW, { sequence: 70_000, flags: SYN }));
    tcp.end();
    expect(asked).toEqual([
      [5060, false],
      [5062, true],
      [5060, false],
    ]);
    expect(tcp.statistics).toMatchObject({ streams: 0, outOfOrderSegments: 0, retransmittedBytes: 0 });
  });

  test('is not asked again, whatever comes on the connection', () => {
    let asked = 0;
    const tcp = tcpReassembler(
      () => {
        asked++;
        return null;
      },
      () => {},
    );
    tcp.push(segment(FLOW, { sequence: 5000 }, 'start'));
    tcp.push(segment(FLOW, { sequence: 5010 }, 'behind a hole'));
    tcp.push(segment(FLOW, { sequence: 4990 }, 'before'));
    tcp.push(segment(FLOW, { sequence: 3_000_000_000 }, 'far away'));
    tcp.push(segment(FLOW, { sequence: 5005, flags: RST }));
    tcp.push(segment(FLOW, { sequence: 9000 }, 'after RST'));
    expect(asked).toBe(1);
    expect(tcp.statistics).toMatchObject({ outOfOrderSegments: 0, isolatedSegments: 0 });
  });

  test('one direction only: its acknowledgements still settle holes of the other', () => {
    const recorder = new Recorder();
    const tcp = tcpReassembler(
      first => (first.sourcePort === 5060 ? recorder : null),
      () => {},
    );
    tcp.push(segment(FLOW, { sequence: 1000, flags: SYN }));
    tcp.push(segment(FLOW, { sequence: 1004 }, 'def'));
    for (let i = 0; i < 40; i++) tcp.push(segment(BACK, { sequence: 2000 + i, acknowledgement: 1007 }, 'x!'));
    expect(recorder.text).toBe('[3]def');
  });
});

describe('bounds', () => {
  test('the connection idle for longest is ended', () => {
    const bench = new Bench({ connections: 2 });
    const flow = (sourcePort: number): Flow => ({ ...FLOW, sourcePort });
    bench.send(flow(1), 1, 'one');
    bench.send(flow(2), 1, 'two');
    bench.send(flow(1), 4, ' more');
    bench.send(flow(3), 1, 'three');
    bench.send(flow(4), 1, 'four');
    expect(bench.texts).toEqual(['one more$', 'two$', 'three', 'four']);
    expect(bench.tcp.statistics.evicted).toBe(2);
    expect(bench.issues.map(({ code }) => code)).toEqual(['tcp-table-full']);
  });

  test('a stream that holds too much gives up its first hole', () => {
    const bench = new Bench({ streamBytes: 1000 });
    bench.send(FLOW, 1000, '', SYN);
    bench.send(FLOW, 1003, 'c'.repeat(500));
    expect(bench.texts).toEqual(['']);
    bench.send(FLOW, 1600, 'd'.repeat(500));
    expect(bench.texts).toEqual([`[2]${'c'.repeat(500)}`]);
    expect(bench.issues.map(({ code }) => code)).toEqual(['tcp-buffer-full']);
    expect(bench.tcp.statistics.bufferOverflows).toBe(1);
  });

  test('when all together hold too much, the one waiting longest gives up', () => {
    const bench = new Bench({ totalBytes: 2000 });
    for (const sourcePort of [1, 2, 3]) {
      const flow = { ...FLOW, sourcePort };
      bench.send(flow, 1000, '', SYN);
      bench.send(flow, 1002, 'x'.repeat(500));
    }
    expect(bench.texts).toEqual([`[1]${'x'.repeat(500)}`, '', '']);
  });

  test('segments that can begin nothing leave no trace', () => {
    const bench = new Bench();
    bench.send(FLOW, 1000, '', ACK);
    bench.send(FLOW, 1000, '', RST);
    bench.send(FLOW, 1000, '', FIN | ACK);
    expect(bench.tcp.statistics).toMatchObject({ segments: 3, connections: 0 });
  });
});

test('protected and clear segments of one flow are different streams', () => {
  const bench = new Bench();
  bench.tcp.push(segment(FLOW, { sequence: 1 }, 'clear'));
  bench.tcp.push(segment(FLOW, { sequence: 6 }, 'good', { protection: PROTECTION }));
  bench.tcp.push(segment(FLOW, { sequence: 10 }, 'bad', { protection: { ...PROTECTION, icv: 'bad' } }));
  bench.tcp.push(segment(FLOW, { sequence: 10 }, '!!!', { protection: PROTECTION }));
  expect(bench.texts).toEqual(['clear', 'good!!!', 'bad']);
});
