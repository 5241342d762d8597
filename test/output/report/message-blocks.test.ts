import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAXIMUM_MESSAGES, MessageBlocks } from '../../../src/output/report/message-blocks.ts';
import type { MessageBlock } from '../../../src/output/report/report-data.ts';
import { plainPackets, plainTexts } from '../../support/events/plain-packets.ts';
import { pageText } from '../../support/events/report.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

/** The blocks of a kind among what was written. */
function blocks<T>(written: readonly string[], kind: string): T[] {
  return written
    .map(text => new RegExp(`class="${kind}">(.*)</script>`).exec(text)?.[1])
    .filter(json => json !== undefined)
    .map(json => JSON.parse(json));
}

function written(events: Parameters<MessageBlocks['sip']>[0][]) {
  let page = '';
  const messages = new MessageBlocks({
    write: piece => {
      page += pageText(piece);
    },
  });
  messages.begin(1_700_000_000, 0);
  const indices = events.map(event => messages.sip(event));
  messages.end();
  const pieces = page.split(/(?<=<\/script>\n)/);
  return {
    indices,
    pieces,
    messages: blocks<MessageBlock>(pieces, 'messages'),
    texts: blocks<string[]>(pieces, 'texts'),
  };
}

const REGISTER = ['REGISTER sip:ims SIP/2.0', 'Call-ID: a@b', 'CSeq: 1 REGISTER'];

test('strings stand once, rows name their places', () => {
  const ok = ['SIP/2.0 200 OK', 'Call-ID: a@b', 'CSeq: 1 REGISTER'];
  const { messages, texts, indices } = written([sipEvent(REGISTER), sipEvent(ok)]);
  expect(indices).toEqual([0, 1]);
  const [{ strings = [], rows = [] } = {}] = messages;
  expect(strings).toEqual(['10.0.0.2', '10.0.0.1', 'REGISTER', 'a@b', 'OK']);
  expect(rows[0]).toEqual([0, 7, 0, 123_000_000, 'udp', 1, 5060, 2, 5060, 3, 0, 0, 4, 0, 0, 0, 0]);
  expect(rows[1]?.slice(9, 13)).toEqual([3, 200, 5, 4]);
  expect(texts).toEqual([[`${REGISTER.join('\r\n')}\r\n\r\n`, `${ok.join('\r\n')}\r\n\r\n`]]);
});

test('messages are written some at a time', () => {
  const { messages, texts } = written(Array.from({ length: 1030 }, () => sipEvent(REGISTER)));
  expect(messages.map(({ rows }) => rows.length)).toEqual([512, 512, 6]);
  expect(texts.map(({ length }) => length)).toEqual([512, 512, 6]);
  expect(messages[2]?.strings).toEqual([]);
});

test('ESP, frames and a cut', () => {
  const protection = { spi: 0xfffffff0, sequence: 9, icv: 'bad', sa: null, tunnel: false } as const;
  const { messages } = written([sipEvent(REGISTER, { protection, frames: [5, 7], cut: true })]);
  expect(messages[0]?.rows[0]?.slice(1, 3)).toEqual([7, [5, 7]]);
  expect(messages[0]?.rows[0]?.slice(14)).toEqual([[0xfffffff0, 9, 0, 'unknown', 'bad'], 1, 0]);
});

test('another reading of a TCP stream', () => {
  const { messages } = written([sipEvent(REGISTER), { ...sipEvent(REGISTER), otherReading: true }]);
  expect(messages[0]?.rows.map(row => row[16])).toEqual([0, 1]);
});

test('UTF-8 is read, other bytes stay one character each', () => {
  const { texts } = written([sipEvent([...REGISTER, 'Subject: Ã¤']), sipEvent([...REGISTER, 'Subject: ä'])]);
  expect(texts[0]?.map(text => /Subject: (.*)\r/.exec(text)?.[1])).toEqual(['ä', 'ä']);
});

test('there is a bound', () => {
  const messages = new MessageBlocks({ write: () => {} });
  const event = sipEvent(REGISTER);
  for (let i = 0; i < MAXIMUM_MESSAGES; i++) messages.sip(event);
  expect([messages.sip(event), messages.leftOut]).toEqual([null, 1]);
});

test('plain packets are written as their events are', async () => {
  let packets = 0;
  // Shortly before, at and after the messages, and so long before that the time is no whole number any more.
  const begin = fc.constantFrom(1_699_999_999, 1_700_000_000, 1_700_000_001, 0);
  await fc.assert(
    fc.asyncProperty(
      fc.array(plainTexts(), { minLength: 1, maxLength: 30 }),
      begin,
      async (texts, seconds) => {
        const pages = ['', ''];
        const [plain, usual] = [0, 1].map(page => {
          const write = (piece: string | Uint8Array) => {
            pages[page] += pageText(piece);
          };
          return new MessageBlocks({ write });
        }) as [MessageBlocks, MessageBlocks];
        for (const one of [plain, usual]) one.begin(seconds, 50_000_000);
        await plainPackets(texts, packet => {
          packets++;
          expect(plain.plain(packet)).toBe(usual.sip(packet.event));
        });
        for (const one of [plain, usual]) one.end();
        expect(pages[0]).toBe(pages[1]);
      },
    ),
    { numRuns: 100 },
  );
  expect(packets).toBeGreaterThan(100);
});

test('a long text is written in pieces, the last of its block', () => {
  const long = ['MESSAGE sip:a SIP/2.0', `Subject: ${'<'.repeat(300_000)}`];
  const { pieces, texts } = written([sipEvent(REGISTER), sipEvent(long), sipEvent(REGISTER)]);
  expect(texts.map(({ length }) => length)).toEqual([2, 1]);
  expect(texts[0]?.[1]).toBe(`${long.join('\r\n')}\r\n\r\n`);
  expect(pieces.filter(piece => piece !== '').length).toBe(4);
});
