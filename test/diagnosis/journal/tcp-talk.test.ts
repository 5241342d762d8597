import { expect, test } from 'vitest';
import { TcpTalks } from '../../../src/diagnosis/journal/tcp-talk.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';

function segment(sourcePort: number, frame: number, family: 4 | 6 = 4): Datagram {
  const length = family === 4 ? 4 : 16;
  const addresses = Uint8Array.from({ length: 2 * length }, (_, i) => (i < length ? 1 : 2));
  const offsets = { sourceOffset: 0, destinationOffset: length };
  const ports = { sourcePort, destinationPort: 5060 };
  return Object.assign(new Datagram(), { family, addresses, ...offsets, ...ports, frame, seconds: frame });
}

test('one for each direction of a connection, with its last segment', () => {
  const talks = new TcpTalks(10);
  for (const one of [segment(1, 1), segment(2, 2), segment(1, 3), segment(1, 4, 6)]) talks.saw(one);
  expect(
    talks.all().map(({ source, sourcePort, segments, last }) => [source, sourcePort, segments, last.frame]),
  ).toEqual([
    ['1.1.1.1', 2, 1, 2],
    ['1.1.1.1', 1, 2, 3],
    ['101:101:101:101:101:101:101:101', 1, 1, 4],
  ]);
});

test('the one that was quiet for the longest is given up first', () => {
  const talks = new TcpTalks(2);
  for (const one of [segment(1, 1), segment(2, 2), segment(1, 3), segment(3, 4)]) talks.saw(one);
  expect(talks.all().map(({ sourcePort }) => sourcePort)).toEqual([1, 3]);
});
