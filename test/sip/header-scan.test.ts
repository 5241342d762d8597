import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { BAD_LENGTH, HeaderScan, NO_LENGTH } from '../../src/sip/header-scan.ts';

function scanOf(text: string, strict = false): { result: string; scan: HeaderScan } {
  const scan = new HeaderScan();
  const bytes = fromLatin1(`S\r\n${text}`);
  scan.begin(3);
  return { result: scan.run(bytes, 0, strict), scan };
}

describe('HeaderScan', () => {
  test.each([
    ['Content-Length: 12\r\n\r\n', 12],
    ['l:0\r\n\r\n', 0],
    ['CONTENT-length \t :  0007 \r\n\r\n', 7],
    ['Content-Length:\r\n 15\r\n\t\r\nX: 9\r\n\r\n', 15],
    ['l: 5\r\nContent-Length: 5\r\n\r\n', 5],
    ['X: Content-Length: 5\r\nL-x: 3\r\nContent-LengthX: 2\r\nC: 1\r\n\r\n', NO_LENGTH],
    ['\r\n', NO_LENGTH],
    ['Content-Length: 5\r\nl: 6\r\n\r\n', BAD_LENGTH],
    ['l: 5\r\nl: 6\r\nl: 5\r\n\r\n', BAD_LENGTH],
    ['Content-Length: -999\r\n\r\n', BAD_LENGTH],
    ['Content-Length:\r\n\r\n', BAD_LENGTH],
    ['Content-Length: 1 2\r\n\r\n', BAD_LENGTH],
    ['Content-Length: 1,1\r\n\r\n', BAD_LENGTH],
    ['Content-Length: 0x10\r\n\r\n', BAD_LENGTH],
  ])('length of %j', (text, length) => {
    const { result, scan } = scanOf(text);
    expect(result).toBe('done');
    expect(scan.contentLength).toBe(length);
    expect(scan.bodyStart).toBe(3 + text.length);
  });

  test('a length beyond all numbers is not a small one', () => {
    expect(scanOf(`l: ${'9'.repeat(400)}\r\n\r\n`).scan.contentLength).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('LF alone ends lines and the section', () => {
    const { scan } = scanOf('a: b\nl: 3\n\nxyz');
    expect([scan.bodyStart, scan.contentLength]).toEqual([14, 3]);
  });

  test('a line of blanks is no end, and only the first empty line is one', () => {
    expect(scanOf('a: b\r\n \r\nl: 3\r\n').result).toBe('more');
    expect(scanOf('a: b\r\n\r\nl: 3\r\n\r\n').scan.contentLength).toBe(NO_LENGTH);
  });

  test('goes on where it was, wherever the bytes are cut and moved', () => {
    const bytes = fromLatin1('S\r\na: b\r\nContent-Length:\r\n 5\r\n\r\nhello');
    for (let cut = 3; cut < bytes.length; cut++) {
      const scan = new HeaderScan();
      scan.begin(3);
      const first = scan.run(bytes.subarray(0, cut), 0, false);
      const moved = new Uint8Array(bytes.length + 2);
      moved.set(bytes, 2);
      if (first === 'more') expect(scan.run(moved, 2, false)).toBe('done');
      expect([scan.bodyStart, scan.contentLength]).toEqual([bytes.length - 5, 5]);
    }
  });

  test('strict stops at a line that is no header field', () => {
    for (const line of ['SIP/2.0 200 OK', 'INVITE sip:a SIP/2.0', ': x', 'no colon', '<xml a="b:c">']) {
      const { result, scan } = scanOf(`a: b\r\n c\r\n${line}\r\nl: 0\r\n\r\n`, true);
      expect(result).toBe('malformed');
      expect(scan.next).toBe(3 + 10);
    }
    expect(scanOf('a: b\r\n c\r\nd \t: e\r\n\r\n', true).result).toBe('done');
  });

  test('begin forgets the message before', () => {
    const { scan } = scanOf('l: 5\r\n\r\n');
    scan.begin(3);
    expect(scan.run(fromLatin1('S\r\n\r\n'), 0, false)).toBe('done');
    expect([scan.bodyStart, scan.contentLength]).toEqual([5, NO_LENGTH]);
  });
});
