import { describe, expect, test } from 'vitest';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { captureOf, ForgedRun, hear, RUN_KEY, SHAPES } from '../../support/captures/forged-run.ts';
import { ethernet, type Flow, ip, join, latin1, tcp } from '../../support/captures/packets.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const FLOW: Flow = {
  source: '10.10.0.3',
  sourcePort: 40_000,
  destination: '10.10.0.1',
  destinationPort: 5060,
};
const FIRST = 1000;

/** A MESSAGE of always the same length. */
function message(callId: string, body = 'x'.repeat(40), length = `${body.length}`): string {
  return `MESSAGE sip:a@x.org SIP/2.0\r\nVia: SIP/2.0/TCP 10.10.0.3:40000;branch=z9hG4bK1\r\nFrom: <sip:b@x.org>;tag=1\r\nTo: <sip:a@x.org>\r\nCall-ID: ${callId.padEnd(10, '-')}\r\nCSeq: 1 MESSAGE\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

/** Segments as [offset, text]; the capture begins with a SYN in frame 1. */
function frames(segments: readonly (readonly [number, string])[], flow = FLOW): Uint8Array[] {
  return [
    ethernet(ip(flow, 6, tcp(flow, { sequence: FIRST - 1, flags: 2 }))),
    ...segments.map(([at, text]) =>
      ethernet(ip(flow, 6, tcp(flow, { sequence: FIRST + at, flags: 16 }, latin1(text)))),
    ),
  ];
}

/** Call-IDs in the order of what is printed, and the frames that issues name. */
async function read(segments: readonly (readonly [number, string])[]) {
  const { messages, issues } = await hear(captureOf(frames(segments)));
  const overlaps = issues.filter(({ code }) => code === 'tcp-overlap');
  return {
    messages: messages.map(line => line.split(' ').at(-1)?.replaceAll('-', '')),
    overlaps: overlaps.map(({ frame, message: text }) => [Number(/frame (\d+)/.exec(text)?.[1]), frame]),
    others: issues.length - overlaps.length,
  };
}

const REAL = message('real');
const FORGED = message('forged');
const NEXT = message('next');
const LAST = message('last');
const LENGTH = REAL.length;

test('the fixture: both readings, and an issue with both frames', async () => {
  const { exitCode, stdout, stderr } = await ims([
    'decode',
    fixture('attack/tcp-overlap-forgedMessage.pcap'),
  ]);
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map(line => line.trim().split(/\s+/)[0])).toEqual(['2', '3', '4', '5']);
  expect(lines.map(line => line.includes('[other TCP bytes]'))).toEqual([false, false, true, false]);
  expect(stderr).toMatch(/frame 4: expected the same TCP bytes as in frame 3, .* \[tcp-overlap\]/);
});

test('JSON marks the later reading', async () => {
  const name = fixture('attack/tcp-overlap-forgedMessage.pcap');
  const { stdout } = await ims(['decode', '-T', 'json', name]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const marked = lines.filter(({ type }) => type === 'sip').map(({ otherReading }) => otherReading);
  expect(marked).toEqual([undefined, undefined, true, undefined]);
});

describe('both readings of', () => {
  test('a copy that contradicts what was delivered', async () => {
    expect(
      await read([
        [0, FORGED],
        [0, REAL],
        [LENGTH, NEXT],
      ]),
    ).toEqual({
      messages: ['forged', 'real', 'next'],
      overlaps: [[2, 3]],
      others: 0,
    });
  });

  test('a copy that comes before the rest of the message', async () => {
    const segments = [
      [0, FORGED.slice(0, 200)],
      [0, REAL.slice(0, 200)],
      [200, REAL.slice(200)],
    ] as const;
    expect(await read(segments)).toEqual({ messages: ['forged', 'real'], overlaps: [[2, 3]], others: 0 });
  });

  test('a part of a message, and only that message', async () => {
    const at = LENGTH + REAL.indexOf('real');
    const segments = [
      [0, NEXT],
      [LENGTH, FORGED],
      [2 * LENGTH, LAST],
      [at, 'real--'],
    ] as const;
    expect((await read(segments)).messages).toEqual(['next', 'forged', 'last', 'real']);
  });

  test('a segment that waits for a missing one', async () => {
    const segments = [
      [100, FORGED.slice(100)],
      [100, REAL.slice(100)],
      [0, REAL.slice(0, 100)],
      [LENGTH, NEXT],
    ] as const;
    expect(await read(segments)).toEqual({
      messages: ['forged', 'real', 'next'],
      overlaps: [[2, 3]],
      others: 0,
    });
  });

  test('a segment that waits, contradicted by the one that fills the hole', async () => {
    expect(
      await read([
        [100, FORGED.slice(100)],
        [0, REAL],
      ]),
    ).toMatchObject({
      messages: ['forged', 'real'],
      overlaps: [[2, 3]],
    });
  });

  test('a copy that goes on behind what was delivered', async () => {
    expect(
      await read([
        [0, FORGED.slice(0, 180)],
        [0, REAL + NEXT],
      ]),
    ).toMatchObject({
      messages: ['forged', 'next', 'real'].sort(),
      overlaps: [[2, 3]],
    });
  });

  test('two forged segments: all of the first bytes, and all of the later ones', async () => {
    const tail = (text: string) => message(text, text.repeat(40).slice(0, 40)).slice(200);
    const segments = [
      [0, FORGED.slice(0, 200)],
      [0, REAL.slice(0, 200)],
      [200, tail('a')],
      [200, tail('b')],
    ] as const;
    const { messages, overlaps } = await read(segments);
    expect(messages.sort()).toEqual(['forged', 'forged', 'real', 'real']);
    expect(overlaps).toEqual([
      [2, 3],
      [4, 5],
    ]);
  });

  test('garbage first: what follows is read with the later bytes', async () => {
    const segments = [
      [0, '\0'.repeat(LENGTH)],
      [0, REAL],
      [LENGTH, NEXT],
      [2 * LENGTH, LAST],
    ] as const;
    expect(await read(segments)).toMatchObject({ messages: ['real', 'next', 'last'], overlaps: [[2, 3]] });
  });

  test('a Content-Length that swallows the stream first', async () => {
    const first = message('forged', 'x'.repeat(34), '16000000');
    expect(first.length).toBe(LENGTH);
    const { messages, overlaps } = await read([
      [0, first],
      [0, REAL],
      [LENGTH, NEXT],
      [2 * LENGTH, LAST],
    ]);
    expect([messages, overlaps]).toEqual([['real', 'next', 'last'], [[2, 3]]]);
  });

  test('a copy after a FIN', async () => {
    const fin = ethernet(ip(FLOW, 6, tcp(FLOW, { sequence: FIRST, flags: 17 }, latin1(FORGED))));
    const [syn, real] = frames([[0, REAL]]) as [Uint8Array, Uint8Array];
    const { messages } = await hear(captureOf([syn, fin, real]));
    expect(messages.length).toBe(2);
  });
});

test.each(SHAPES)('inside ESP between $ue and $pcscf', async shape => {
  const run = new ForgedRun(shape);
  const { up } = run;
  const sealed = (sequence: number, number: number, text: string, flags = 16) =>
    ethernet(
      ip(
        up,
        50,
        espPacket({ alg: 'hmac-sha-1-96', ealg: shape.ealg }, RUN_KEY, {
          spi: 4115,
          sequence,
          nextHeader: 6,
          payload: tcp(up, { sequence: number, flags }, latin1(text)),
        }),
      ),
    );
  run.after(
    'message-200',
    sealed(10, FIRST - 1, '', 2),
    sealed(11, FIRST, FORGED),
    sealed(12, FIRST, REAL),
    sealed(13, FIRST + LENGTH, NEXT),
  );
  const { messages, issues } = await run.diagnose();
  expect(messages.slice(-3).map(line => line.split(' ').at(-1)?.replaceAll('-', ''))).toEqual([
    'forged',
    'real',
    'next',
  ]);
  expect(issues.map(({ code, frame }) => [code, frame])).toEqual([['tcp-overlap', 11]]);
});

describe('nothing is doubled, and nothing reported, by', () => {
  test.each([
    [
      'the same segment',
      [
        [0, REAL],
        [0, REAL],
      ],
    ],
    [
      'another segmentation',
      [
        [0, REAL.slice(0, 50)],
        [50, REAL.slice(50)],
        [10, REAL.slice(10, 99)],
        [0, REAL],
      ],
    ],
    [
      'a copy of what waits',
      [
        [50, REAL.slice(50)],
        [60, REAL.slice(60, 90)],
        [0, REAL],
      ],
    ],
    [
      'a keep-alive with a byte that is no data',
      [
        [0, REAL],
        [LENGTH - 1, '\0'],
      ],
    ],
  ] as const)('%s', async (_name, segments) => {
    expect(await read(segments)).toEqual({ messages: ['real'], overlaps: [], others: 0 });
  });
});

test('the same contradiction again is no other one', async () => {
  const segments = [
    [0, FORGED],
    [0, REAL],
    [0, REAL],
    [0, FORGED],
    [20, REAL.slice(20)],
  ] as const;
  expect(await read(segments)).toEqual({ messages: ['forged', 'real'], overlaps: [[2, 3]], others: 0 });
});

test('one octet that differs by an error of the line', async () => {
  const damaged = REAL.replace('x.org>;tag', 'y.org>;tag');
  expect(
    await read([
      [0, REAL],
      [0, damaged],
      [0, REAL],
    ]),
  ).toEqual({
    messages: ['real', 'real'],
    overlaps: [[2, 3]],
    others: 0,
  });
});

test('many contradictions in one message stay in bounds', async () => {
  const copies = Array.from({ length: 300 }, (_, i) => [0, message(`c${i}`)] as const);
  const { messages, overlaps } = await read(copies);
  expect(messages.length).toBe(300);
  expect(overlaps.length).toBe(20);
  expect(join(latin1(REAL)).length).toBe(LENGTH);
});

test('small copies do not multiply a large message', async () => {
  const body = 'x'.repeat(2000);
  const copies = Array.from({ length: 60 }, (_, i) => [LENGTH + 400 + 2 * i, 'yy'] as const);
  const { messages, overlaps } = await read([[0, REAL], [LENGTH, message('large', body)], ...copies]);
  expect(overlaps.length).toBe(20);
  expect(messages.filter(callId => callId === 'large').length).toBeLessThanOrEqual(3);
});
