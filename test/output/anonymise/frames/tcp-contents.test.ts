import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { ALICE, anonymised } from '../../../support/captures/anonymised.ts';
import { cxOctets } from '../../../support/captures/cx.ts';
import { ip, join, tcp } from '../../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };
const segment = (sequence: number, payload: Uint8Array, flags = TCP_FLAG.ACK as number) =>
  ip(FLOW, 6, tcp(FLOW, { sequence, flags }, payload));
const text = (bytes: Uint8Array) => Buffer.from(bytes.subarray(40)).toString('latin1');
const NOTHING = new Uint8Array(0);

test('segments without content stay', () => {
  const { frames, leftOut } = anonymised([
    segment(1, NOTHING, TCP_FLAG.SYN),
    segment(2, NOTHING, TCP_FLAG.FIN),
  ]);
  expect([frames.length, leftOut]).toEqual([2, 0]);
});

test('several messages in one segment, and line ends between them', () => {
  const { frames } = anonymised([segment(1, join(ALICE, [13, 10, 13, 10], ALICE))]);
  const shown = text(frames[0] as Uint8Array);
  expect(shown.slice(0, ALICE.length)).toBe(shown.slice(-ALICE.length));
  expect(shown.slice(ALICE.length, -ALICE.length)).toBe('\r\n\r\n');
  expect(shown).not.toMatch(/alice/i);
});

test('Diameter in two segments', () => {
  const message = cxOctets({ command: 'UA', endToEnd: 1, impi: 'alice@example.org' });
  const { frames, leftOut } = anonymised([
    segment(1, message.subarray(0, 15)),
    segment(16, message.subarray(15)),
  ]);
  expect(leftOut).toBe(0);
  const shown = frames.map(text).join('');
  expect(shown.length).toBe(message.length);
  expect(shown).not.toMatch(/alice|example/);
});

test('a copy with other octets is replaced as well', () => {
  const forged = Buffer.from(ALICE);
  forged.write('mallory@elsewhere.org', 12, 'latin1');
  const { frames } = anonymised([segment(1, ALICE), segment(1, forged)]);
  expect(text(frames[1] as Uint8Array)).not.toMatch(/alice|mallory|elsewhere/i);
});

test('a new connection on the same ports begins anew', () => {
  const { frames } = anonymised([
    segment(1, ALICE),
    segment(70_000, NOTHING, TCP_FLAG.SYN),
    segment(70_001, ALICE),
  ]);
  expect(text(frames[2] as Uint8Array)).toBe(text(frames[0] as Uint8Array));
});
