import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../src/bytes/latin1.ts';
import { isSipStart } from '../../src/sip/start-line.ts';
import { SipStreamFramer } from '../../src/sip/stream-framer.ts';
import { concat } from '../support/captures/pcap-file.ts';
import { originAt, wholeMessage } from './messages.ts';

const startLine = fc.constantFrom(
  'REGISTER sip:ims.example SIP/2.0',
  'PRACK sip:a SIP/2.0',
  'ACK sip:a@b SIP/2.0',
  'SIP/2.0 200 OK',
  'SIP/2.0 401 Unauthorized',
);

/** Bodies that are hard to tell from messages. All end with a line end, so that what follows begins a line. */
const body = fc
  .array(
    fc.constantFrom(
      'SIP/2.0 200 OK',
      'INVITE sip:x SIP/2.0',
      'Content-Length: 3',
      'Call-ID: x',
      '',
      'v=0',
      'CK sip:a@b',
    ),
    { maxLength: 6 },
  )
  .map(found => found.map(line => `${line}\r\n`).join(''));

const messages = fc
  .array(fc.tuple(startLine, body), { minLength: 1, maxLength: 6 })
  .map(found => found.map(([line, text], i) => wholeMessage(line, text, `id-${i}`)));

/** Lengths of segments; the last one takes the rest. */
const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 });

interface Segment {
  readonly start: number;
  readonly end: number;
}

function segmentsOf(length: number, sizes: readonly number[]): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (const size of [...sizes, length]) {
    const end = Math.min(start + size, length);
    if (end > start) segments.push({ start, end });
    start = end;
  }
  return segments;
}

describe('properties', () => {
  test('framing does not depend on where the stream is cut', () => {
    const keepAlives = fc.array(fc.constantFrom('', '\r\n', '\r\n\r\n'), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(messages, keepAlives, cuts, fc.boolean(), (sent, between, sizes, midstream) => {
        const stream = concat(sent.flatMap((one, i) => [fromLatin1(between[i] ?? ''), one]));
        const segments = segmentsOf(stream.length, sizes);
        const got: { text: string; frames: readonly number[] }[] = [];
        const framer = new SipStreamFramer(
          midstream,
          (one, frames) => got.push({ text: latin1(one.bytes), frames }),
          issue => expect.unreachable(issue.message),
        );
        for (const [i, { start, end }] of segments.entries())
          framer.data(stream, start, end, originAt(i + 1));
        framer.end();

        let at = 0;
        const expected = sent.map((one, i) => {
          const start = at + (between[i] ?? '').length;
          at = start + one.length;
          const frames = segments.flatMap((segment, k) =>
            segment.start < at && segment.end > start ? [k + 1] : [],
          );
          return { text: latin1(one), frames };
        });
        expect(got).toEqual(expected);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('gaps cost the messages they touch and no other, and make none up', () => {
    const lost = fc.array(fc.boolean(), { minLength: 31, maxLength: 31 });
    fc.assert(
      fc.property(messages, cuts, lost, (sent, sizes, lostSegments) => {
        const stream = concat(sent);
        const segments = segmentsOf(stream.length, sizes);
        const got: string[] = [];
        const framer = new SipStreamFramer(
          false,
          one => got.push(latin1(one.bytes)),
          () => {},
        );
        for (const [i, { start, end }] of segments.entries()) {
          if (lostSegments[i]) framer.gap(end - start, originAt(i + 1));
          else framer.data(stream, start, end, originAt(i + 1));
        }
        framer.end();

        let at = 0;
        const whole = sent.filter(one => {
          const start = at;
          at += one.length;
          return !segments.some((segment, i) => lostSegments[i] && segment.start < at && segment.end > start);
        });
        expect(got).toEqual(whole.map(one => latin1(one)));
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  test('any bytes, cut and lost anywhere, never throw, and nothing is emitted that was not there', () => {
    const piece = fc.constantFrom(
      'INVITE sip:a SIP/2.0\r\n',
      'SIP/2.0 200 OK\r\n',
      'l: 5\r\n',
      'l: 99999999999\r\n',
      'Content-Length:\r\n 3\r\n',
      'Via: x\r\nFrom: y\r\nTo: z\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n',
      '\r\n',
      '\n',
      '\r',
      'x',
      '\0',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        cuts,
        fc.boolean(),
        fc.nat(40),
        (pieces, sizes, midstream, hole) => {
          const text = pieces.join('');
          const stream = fromLatin1(text);
          const got: string[] = [];
          const framer = new SipStreamFramer(
            midstream,
            one => {
              expect(isSipStart(one.bytes, 0, one.bytes.length)).toBe(true);
              got.push(latin1(one.bytes));
            },
            () => {},
          );
          for (const [i, { start, end }] of segmentsOf(stream.length, sizes).entries()) {
            if (i === hole) framer.gap(end - start, originAt(i));
            else framer.data(stream, start, end, originAt(i));
          }
          framer.end();
          let at = 0;
          for (const one of got) {
            const found = text.indexOf(one, at);
            expect(found).toBeGreaterThanOrEqual(at);
            at = found + one.length;
          }
        },
      ),
      { seed: 1, numRuns: 1000 },
    );
  });
});
