import { expect, test } from 'vitest';
import { baseName, Capture } from '../../../../src/output/report/page/capture.js';
import { carried, reportPieces } from '../../../support/events/report.ts';
import { fixture, run } from '../../../support/programs/lab.ts';

const CAPTURES = [
  fixture('e01-v4-udp-kamailio-scscf.core.pcap'),
  fixture('e01-v4-udp-kamailio-scscf.eth.pcap'),
];
const pieces = await reportPieces(CAPTURES);

/** As much of a document as is asked for what the page carries. */
const PAGE = {
  querySelectorAll: (selector: string) =>
    carried(pieces, selector.replace('script.', '')).map(value => ({ textContent: JSON.stringify(value) })),
  querySelector: (selector: string) => PAGE.querySelectorAll(selector)[0] ?? null,
};

const capture = new Capture(PAGE as never);

test('messages, texts, calls and frames of two files', async () => {
  const { messages } = await run(CAPTURES);
  expect(capture.messages.map(({ source, frames }) => [source, frames])).toEqual(
    messages.map(({ source, frames }) => [source, frames]),
  );
  for (const { index } of capture.messages.toReversed())
    expect(capture.text(index)).toMatch(
      new RegExp(`^${messages[index]?.startLine.replace(/[()+?.*]/g, '\\$&')}\r\n`),
    );
  const [[callId, indices] = ['', []]] = capture.calls;
  expect(indices.map(index => capture.messages[index]?.callId)).toEqual(indices.map(() => callId));
  const last = capture.messages.at(-1);
  expect(capture.messageIn([last?.file ?? 0, last?.frame ?? 0])).toBe(last?.index);
  expect(capture.messageIn([1, 1_000_000])).toBeNull();
  expect(capture.frameText([1, 7])).toBe('eth:7');
  const arrows = capture.ladders.flatMap(ladder => ladder.arrows);
  expect(arrows.filter(([what]) => typeof what === 'number')).toHaveLength(messages.length);
});

test('the last part of a path', () => {
  expect(['/a/b.pcap', 'C:\\x\\c.pcap', 'd.pcap', '-'].map(baseName)).toEqual([
    'b.pcap',
    'c.pcap',
    'd.pcap',
    '-',
  ]);
});
