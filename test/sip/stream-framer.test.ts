import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../src/bytes/latin1.ts';
import type { Issue } from '../../src/model/issue.ts';
import { BODY_CAP, HEADER_SECTION_CAP, SipStreamFramer } from '../../src/sip/stream-framer.ts';
import { concat } from '../support/captures/pcap-file.ts';
import { message, originAt, wholeMessage } from './messages.ts';

/** One stream: what the framer emits and reports, and short ways to feed it. */
class Stream {
  readonly texts: string[] = [];
  readonly frames: (readonly number[])[] = [];
  readonly completedBy: number[] = [];
  readonly problems: (string | null)[] = [];
  readonly issues: Issue[] = [];
  readonly framer: SipStreamFramer;
  #frame = 0;

  constructor(midstream = false) {
    this.framer = new SipStreamFramer(
      midstream,
      (found, frames, origin) => {
        this.texts.push(latin1(found.bytes));
        this.frames.push(frames);
        this.completedBy.push(origin.frame);
        this.problems.push(found.problem);
      },
      issue => this.issues.push(issue),
    );
  }

  /** Each part is a segment in a frame of its own, in a buffer that is overwritten afterwards. */
  segments(...parts: (Uint8Array | string)[]): this {
    for (const part of parts) {
      const bytes = typeof part === 'string' ? fromLatin1(part) : part.slice();
      this.framer.data(bytes, 0, bytes.length, originAt(++this.#frame));
      bytes.fill(0x58);
    }
    return this;
  }

  gap(missing: number, cut = false): this {
    this.framer.gap(missing, originAt(++this.#frame), cut);
    return this;
  }

  get codes(): string[] {
    return this.issues.map(issue => issue.code);
  }
}

const A = wholeMessage('REGISTER sip:ims.example SIP/2.0', '', 'a');
const B = wholeMessage('SIP/2.0 200 OK', 'hello', 'b');
const C = wholeMessage('MESSAGE sip:ims.example SIP/2.0', 'x'.repeat(500), 'c');
const NOTIFY = wholeMessage('NOTIFY sip:ims.example SIP/2.0', 'SIP/2.0 200 OK\r\n\r\n', 'n');
/** A message that only counts where one must begin: it lacks mandatory headers. */
const BARE = 'OPTIONS sip:a SIP/2.0\r\nl: 0\r\n\r\n';
const [a, b, c] = [A, B, C].map(bytes => latin1(bytes)) as [string, string, string];

describe('whole streams', () => {
  test('several messages in one segment, keep-alives between them', () => {
    const stream = new Stream().segments(`\r\n\r\n${a}${b}\r\n\r\n\r\n\r\n${c}\r\n`);
    expect(stream.texts).toEqual([a, b, c]);
    expect(stream.frames).toEqual([[1], [1], [1]]);
    expect(stream.issues).toEqual([]);
  });

  test('one message over many segments', () => {
    const stream = new Stream().segments(
      c.slice(0, 3),
      c.slice(3, 40),
      c.slice(40, 300),
      c.slice(300) + a.slice(0, 9),
    );
    stream.segments(a.slice(9));
    expect(stream.texts).toEqual([c, a]);
    expect(stream.frames).toEqual([
      [1, 2, 3, 4],
      [4, 5],
    ]);
    expect(stream.completedBy).toEqual([4, 5]);
  });

  test('frames of fragmented segments, from a record that is used again', () => {
    const frames: (readonly number[])[] = [];
    const framer = new SipStreamFramer(false, (_, found) => frames.push(found), fail);
    const origin = { ...originAt(5), frames: [3, 5] as number[] | null };
    framer.data(A, 0, 20, origin);
    Object.assign(origin, { frame: 8, frames: [5, 8] });
    framer.data(A, 20, A.length, origin);
    Object.assign(origin, { frame: 9, frames: null });
    framer.data(A, 0, A.length, origin);
    expect(frames).toEqual([[3, 5, 8], [9]]);
  });

  test('a part of a larger buffer', () => {
    const stream = new Stream();
    stream.framer.data(concat([B, A, B]), B.length, B.length + A.length, originAt(1));
    expect(stream.texts).toEqual([a]);
  });

  test('bare LF and compact Content-Length', () => {
    const text = 'MESSAGE sip:a SIP/2.0\nCall-ID: 1\nl : 3\n\nabc';
    expect(new Stream().segments(text + text).texts).toEqual([text, text]);
  });

  test('without Content-Length there is no body, reported once a stream', () => {
    const text = latin1(message('OPTIONS sip:a SIP/2.0', ['Call-ID: 1']));
    const stream = new Stream().segments(text, text);
    expect(stream.texts).toEqual([text, text]);
    expect(stream.issues).toMatchObject([
      { code: 'sip-content-length-missing', damage: false, layer: 'sip', frame: 1 },
    ]);
  });

  test('a body without Content-Length costs only itself', () => {
    const head = latin1(message('OPTIONS sip:a SIP/2.0', ['Call-ID: 1']));
    const stream = new Stream().segments(`${head}v=0\r\nm=audio\r\n${b}`);
    expect(stream.texts).toEqual([head, b]);
    expect(stream.codes).toEqual(['sip-content-length-missing', 'sip-framing']);
    expect(stream.issues[1]).toMatchObject({ damage: true });
  });

  test.each(['-5', 'many', '', `${BODY_CAP + 1}`, '9'.repeat(50), '3\r\nl: 4'])(
    'Content-Length %j',
    length => {
      const bad = latin1(message('OPTIONS sip:a SIP/2.0', [`Content-Length: ${length}`], 'abc\r\n'));
      const stream = new Stream().segments(a, bad + b);
      expect(stream.texts).toEqual([a, b]);
      expect(stream.issues).toMatchObject([{ code: 'sip-content-length', damage: true, frame: 2, file: 0 }]);
    },
  );

  test('a large message in one piece is no long header section', () => {
    const large = latin1(wholeMessage('MESSAGE sip:a SIP/2.0', 'x'.repeat(HEADER_SECTION_CAP)));
    expect(new Stream().segments(large).texts).toEqual([large]);
  });

  test.each([
    [
      'Content-Length: x\r\n\r\n',
      'expected one Content-Length from 0 to 16777216, found another value or several',
    ],
    [`X: ${'x'.repeat(HEADER_SECTION_CAP)}`, 'expected up to 262144 bytes of headers, found more'],
  ])('what is given up is said in words (%#)', (rest, found) => {
    const { issues } = new Stream().segments(a, `OPTIONS sip:a SIP/2.0\r\n${rest}`);
    expect(issues.map(issue => issue.message)).toEqual([`${found}; reading resumes at the next start line`]);
  });

  test('other bytes behind a message, and a message without Content-Length, are said in words', () => {
    const { issues } = new Stream().segments('OPTIONS sip:a SIP/2.0\r\n\r\n', 'no start line\r\n');
    expect(issues.map(issue => issue.message)).toEqual([
      'expected a Content-Length on TCP, found none: read as 0',
      'expected a start line after the end of a message, found other bytes',
    ]);
  });

  test('a header section without end is given up', () => {
    const stream = new Stream().segments(a, 'OPTIONS sip:a SIP/2.0\r\n');
    for (let i = 0; i < HEADER_SECTION_CAP / 1000 + 1; i++) stream.segments(`X: ${'x'.repeat(995)}\r\n`);
    expect(stream.issues).toMatchObject([{ code: 'sip-header-section', damage: true }]);
    expect(stream.segments('X: 1\r\n', b).texts).toEqual([a, b]);
  });

  test('a body up to the cap is waited for', () => {
    const stream = new Stream().segments(`MESSAGE sip:a SIP/2.0\r\nl: ${BODY_CAP}\r\n\r\n`);
    const chunk = new Uint8Array(1024 * 1024);
    for (let i = 0; i < 16; i++) stream.segments(chunk);
    expect(stream.texts.map(text => text.length)).toEqual([BODY_CAP + 23 + 3 + 8 + 4]);
  });
});

describe('streams that are not SIP', () => {
  test.each([
    'GET / HTTP/1.1\r\n',
    '\x16\x03\x01\x02',
    '\0\0\0',
    `${'A'.repeat(65)}`,
    `GET ${'x'.repeat(9000)}`,
    'SSH-2.0-x\r\n',
  ])('%j is given up at once, in silence', text => {
    const stream = new Stream().segments(text);
    expect(stream.framer.interested).toBe(false);
    stream.segments(a).gap(10).segments(b);
    stream.framer.end();
    expect([stream.texts, stream.issues]).toEqual([[], []]);
  });

  test('a start line cut anywhere keeps the interest', () => {
    const stream = new Stream();
    for (let i = 0; i < a.length; i++) {
      expect(stream.framer.interested).toBe(true);
      stream.segments(a.slice(i, i + 1));
    }
    expect(stream.texts).toEqual([a]);
  });

  test('in midstream they are given up after a while, in silence', () => {
    const stream = new Stream(true);
    let fed = 0;
    for (; stream.framer.interested && fed < 1000; fed++)
      stream.segments(`${'no start line here\r\n'.repeat(50)}`);
    expect(fed).toBeLessThan(300);
    expect(stream.gap(100).segments(a).texts).toEqual([]);
    stream.framer.end();
    expect(stream.issues).toEqual([]);
  });

  test('in midstream start lines without headers are given up too', () => {
    const stream = new Stream(true);
    let fed = 0;
    for (; stream.framer.interested && fed < 1000; fed++)
      stream.segments('GET sip:a SIP/2.0\r\n\r\n'.repeat(50));
    expect(fed).toBeLessThan(300);
  });
});

describe('midstream', () => {
  test('begins at the first start line and says what was passed over', () => {
    const stream = new Stream(true).segments(`${c.slice(100)}\r\n${b}`, a);
    expect(stream.texts).toEqual([b, a]);
    expect(stream.issues).toMatchObject([{ code: 'sip-gap', damage: false }]);
    // All that was left of the message but its empty line, and the line end behind its body.
    expect(stream.issues[0]?.message).toContain(`${c.length - 100 - 2 + 2} bytes`);
  });

  test('a start line at the beginning of a segment needs no line end before it', () => {
    expect(new Stream(true).segments('<xml>no line end</xml>', a).texts).toEqual([a]);
    expect(new Stream(true).segments(a).issues).toEqual([]);
  });

  test('a start line over the edge of two segments', () => {
    const stream = new Stream(true).segments(`tail\r\n${a.slice(0, 20)}`, a.slice(20));
    expect(stream.texts).toEqual([a]);
    expect(stream.frames).toEqual([[1, 2]]);
  });

  test.each(['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Content-Length'])(
    'what lacks %s is no message',
    name => {
      const lacking = a.replace(new RegExp(`${name}: .*\r\n`), '');
      expect(lacking).not.toBe(a);
      const stream = new Stream(true).segments(lacking, b);
      expect(stream.texts).toEqual([b]);
    },
  );

  test('a header section without end, of what may be no message, is given up in silence', () => {
    const stream = new Stream(true).segments(`OPTIONS sip:a SIP/2.0\r\nX: ${'x'.repeat(HEADER_SECTION_CAP)}`);
    expect(stream.issues).toEqual([]);
  });

  test('half a method name, or a body that holds a status line, is no message', () => {
    const prack = latin1(wholeMessage('PRACK sip:ims.example SIP/2.0'));
    expect(new Stream(true).segments(prack.slice(2), a).texts).toEqual([a]);
    const notify = latin1(NOTIFY);
    expect(new Stream(true).segments(notify.slice(9) + b).texts).toEqual([b]);
    expect(new Stream(true).segments(notify.slice(9, -2) + b).texts).toEqual([b]);
  });
});

describe('gaps', () => {
  test('in a body: the next message is found by its length, whatever the bytes say', () => {
    const stream = new Stream()
      .segments(c.slice(0, 400))
      .gap(100)
      .segments(c.slice(500, 550), c.slice(550) + a);
    expect(stream.texts).toEqual([a]);
    expect(stream.issues).toMatchObject([{ code: 'sip-gap', damage: true, frame: 2, file: 0 }]);
    expect(stream.issues[0]?.message).toBe(
      `expected no gap, found one of 100 bytes in "MESSAGE sip:ims.example SIP/2.0" after 400 bytes of ${c.length} bytes`,
    );
  });

  test('where the snap length cut a segment: what there is of the message, and no issue', () => {
    const stream = new Stream()
      .segments(c.slice(0, 400))
      .gap(c.length - 400, true)
      .segments(a);
    expect(stream.texts).toEqual([c.slice(0, 400), a]);
    expect(stream.problems).toEqual(['content-length-too-long', null]);
    expect(stream.frames).toEqual([[1], [3]]);
    expect(stream.codes).toEqual([]);
  });

  test('cut in the header section: the next message is searched for', () => {
    const head = c.slice(0, 60);
    const stream = new Stream()
      .segments(head)
      .gap(c.length - 60, true)
      .gap(3, true)
      .segments(a, b);
    expect(stream.texts).toEqual([head, a, b]);
    expect(stream.problems).toEqual(['header-section-cut', null, null]);
    expect(stream.codes).toEqual([]);
  });

  test('cut again and again: a message counts that begins its segment and has a whole header field', () => {
    const head = c.slice(0, 90);
    const stream = new Stream();
    for (const text of [head, head, `xx\r\n${head}`, c.slice(0, 40), head])
      stream.segments(text).gap(-1, true);
    expect(stream.texts).toEqual([head, head, head]);
    expect(stream.codes).toEqual([]);
    const midstream = new Stream(true).segments(`\r\n${head}`).gap(-1, true);
    expect(midstream.texts).toEqual([head]);
  });

  test('cut where no message is known to be: nothing', () => {
    const stream = new Stream(true)
      .segments(c.slice(0, 60))
      .gap(10, true)
      .segments('x'.repeat(9))
      .gap(1, true);
    expect(stream.texts).toEqual([]);
  });

  test('to the very end of a body: there a message must begin, whatever headers it has', () => {
    const stream = new Stream().segments(c.slice(0, -7)).gap(7).segments(BARE);
    expect(stream.texts).toEqual([BARE]);
  });

  test('where the snap length cut a start line, or what may become one: nothing', () => {
    const stream = new Stream().segments(a, 'OPTIONS sip').gap(9, true).segments('OPTIO').gap(9, true);
    expect(stream.texts).toEqual([a]);
  });

  test('of a stream that may be no SIP: not a word', () => {
    const stream = new Stream().segments('INV').gap(3).segments('xx').gap(3);
    expect(stream.issues).toEqual([]);
  });

  test('two in one body', () => {
    const stream = new Stream()
      .segments(c.slice(0, 400))
      .gap(10)
      .segments(c.slice(410, 420))
      .gap(10)
      .segments(c.slice(430), BARE);
    expect(stream.texts).toEqual([BARE]);
    expect(stream.issues[1]?.message).toContain(
      `in a message already cut, ${c.length - 420} bytes before its end`,
    );
  });

  test('beyond the end of a body: the next start line is looked for', () => {
    const stream = new Stream()
      .segments(c.slice(0, 400))
      .gap(c.length - 400 + 50)
      .segments(a.slice(50) + b);
    expect(stream.texts).toEqual([b]);
    expect(stream.codes).toEqual(['sip-gap']);
  });

  test('in a header section', () => {
    const stream = new Stream()
      .segments(a, c.slice(0, 60))
      .gap(20)
      .segments(`${c.slice(80)}\r\n${b}`);
    expect(stream.texts).toEqual([a, b]);
    expect(stream.issues[0]?.message).toContain('after 60 bytes of the header section');
  });

  test('between two messages, in a start line, and while looking for one', () => {
    const stream = new Stream()
      .segments(a)
      .gap(9)
      .segments(b, 'INVI')
      .gap(3)
      .segments('xx\r\n')
      .gap(5)
      .segments(a);
    expect(stream.texts).toEqual([a, b, a]);
    expect(stream.issues.map(issue => issue.message)).toEqual([
      'expected no gap, found one of 9 bytes between two messages',
      'expected no gap, found one of 3 bytes after 4 bytes of a start line',
      'expected no gap, found one of 5 bytes while looking for a start line',
    ]);
  });

  test('of unknown length: the next start line is looked for', () => {
    const stream = new Stream()
      .segments(c.slice(0, 400))
      .gap(0)
      .segments(`${c.slice(450)}\r\n${a}`);
    expect(stream.texts).toEqual([a]);
    expect(stream.issues[0]?.message).toMatch(/^expected no gap, found one in "MESSAGE /);
  });

  test('before the first byte', () => {
    expect(new Stream().gap(30).segments(`${a.slice(30)}\r\n${b}`).texts).toEqual([b]);
  });

  test('control characters of a start line do not get into an Issue', () => {
    const stream = new Stream().segments('INVITE sip:\x9b31m SIP/2.0\r\n').gap(1);
    expect(stream.issues[0]?.message).toContain('"INVITE sip:\\x9b31m SIP/2.0"');
  });

  test('a long start line is named by its beginning', () => {
    const stream = new Stream().segments(`INVITE sip:${'x'.repeat(1000)} SIP/2.0\r\n`).gap(1);
    expect(stream.issues[0]?.message).toContain(`"INVITE sip:${'x'.repeat(109)}"`);
  });
});

describe('end', () => {
  test.each([
    [
      c.slice(0, 400),
      `expected a whole message, found the end of the stream in "MESSAGE sip:ims.example SIP/2.0" after 400 bytes of ${c.length} bytes`,
    ],
    [
      c.slice(0, 60),
      'expected a whole message, found the end of the stream in "MESSAGE sip:ims.example SIP/2.0" after 60 bytes of the header section',
    ],
    ['INV', 'expected a whole message, found the end of the stream after 3 bytes of a start line'],
  ])('within a message is no damage: nothing captured was lost (%#)', (text, expected) => {
    const stream = new Stream().segments(a, text);
    stream.framer.end();
    expect(stream.issues).toMatchObject([
      { code: 'sip-incomplete', damage: false, frame: 2, message: expected },
    ]);
    expect([stream.texts, stream.framer.interested]).toEqual([[a], false]);
  });

  test('between messages, and before it is known that this is SIP, is silent', () => {
    for (const stream of [
      new Stream().segments(`${a}\r\n`),
      new Stream().segments('INV'),
      new Stream(true).segments(a.slice(0, 60)),
      new Stream(true).segments('OPTIO'),
    ]) {
      stream.framer.end();
      stream.framer.end();
      expect(stream.issues).toEqual([]);
    }
  });
});

test('the end while a start line is looked for is silent', () => {
  const stream = new Stream().segments(a).gap(-1).segments('OPTIO');
  stream.framer.end();
  expect(stream.codes).toEqual(['sip-gap']);
});

function fail(issue: Issue): never {
  throw new Error(issue.message);
}
