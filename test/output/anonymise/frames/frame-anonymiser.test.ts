import { describe, expect, test } from 'vitest';
import { FrameAnonymiser } from '../../../../src/output/anonymise/frames/frame-anonymiser.ts';
import { ALICE, anonymised, outputFrame, replacing } from '../../../support/captures/anonymised.ts';
import {
  checksum,
  esp,
  ethernet,
  fragments,
  gtpu,
  ip,
  join,
  latin1,
  tcp,
  udp,
} from '../../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.1', sourcePort: 5060, destination: '192.0.2.9', destinationPort: 5060 };
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1');
const packet = ip(FLOW, 17, udp(FLOW, ALICE));

test('the input keeps its octets, also in a Buffer', () => {
  const input = Buffer.from(packet);
  anonymised([input]);
  expect(input.equals(packet)).toBe(true);
});

test('SIP in UDP, also in GTP-U, has neither names nor addresses, and right checksums', () => {
  const tunnel = {
    source: '198.51.100.7',
    sourcePort: 2152,
    destination: '198.51.100.8',
    destinationPort: 2152,
  };
  const { frames, leftOut } = anonymised([packet, ip(tunnel, 17, udp(tunnel, gtpu(packet)))]);
  expect(leftOut).toBe(0);
  for (const frame of frames) {
    expect(text(frame)).not.toMatch(/alice|example|10\.0\.0\.1/i);
    for (const address of [
      [10, 0, 0, 1],
      [192, 0, 2, 9],
      [198, 51, 100, 7],
    ])
      expect(Buffer.from(frame).includes(Buffer.from(address))).toBe(false);
    expect(checksum(frame.subarray(0, 20))).toBe(0);
  }
  // What is in the tunnel is what is outside of it.
  expect(text(frames[1]?.subarray(-packet.length))).toBe(text(frames[0]));
});

test('a message in TCP is replaced as in UDP, however it is cut, in any order and again', () => {
  const whole = text(anonymised([packet]).frames[0]?.subarray(28));
  const cuts = [0, 17, 53, 54, 120, 200, ALICE.length];
  const segments = cuts.slice(1).map((end, i) => {
    const start = cuts[i] as number;
    return ip(FLOW, 6, tcp(FLOW, { sequence: 1000 + start }, ALICE.subarray(start, end)));
  });
  const [first, second, third, ...rest] = segments as [Uint8Array, Uint8Array, Uint8Array, ...Uint8Array[]];
  const { frames, leftOut } = anonymised([first, third, second, second, ...rest, third]);
  expect(leftOut).toBe(0);
  const parts = frames.map(frame => text(frame.subarray(40)));
  expect([parts[0], parts[2], parts[1], ...parts.slice(4, -1)].join('')).toBe(whole);
  expect(parts[3]).toBe(parts[2]);
  expect(parts.at(-1)).toBe(parts[1]);
});

test('the rest of a message whose beginning is missing loses its names', () => {
  const { frames } = anonymised([
    ip(FLOW, 6, tcp(FLOW, { sequence: 1000 }, ALICE.subarray(0, 60))),
    ip(FLOW, 6, tcp(FLOW, { sequence: 1100 }, ALICE.subarray(100))),
  ]);
  for (const frame of frames) expect(text(frame)).not.toMatch(/alice|example/i);
});

test('fragments are replaced as the whole, also those that come twice', () => {
  const whole = text(anonymised([packet]).frames[0]?.subarray(20));
  const parts = fragments(FLOW, 17, udp(FLOW, ALICE), 80, 7);
  const [first, second, ...rest] = parts as [Uint8Array, Uint8Array, ...Uint8Array[]];
  const { frames, leftOut } = anonymised([second, second, first, ...rest, first]);
  const contents = frames.map(frame => text(frame.subarray(20)));
  expect(leftOut).toBe(0);
  expect([contents[2], contents[0], ...contents.slice(3, -1)].join('')).toBe(whole);
  expect(contents[1]).toBe(contents[0]);
  expect(contents.at(-1)).toBe(contents[2]);
});

describe('what cannot be read', () => {
  test('is left out: a frame with nothing in it stands in its place', () => {
    const { frames, leftOut } = anonymised([
      ip(FLOW, 17, udp(FLOW, latin1('secret of alice'))),
      ip(
        FLOW,
        6,
        tcp(FLOW, { sequence: 5 }, join([22, 3, 1, 0, 200], latin1('alice and a long secret of hers'))),
      ),
      packet,
    ]);
    expect(leftOut).toBe(2);
    expect(frames.slice(0, 2).map(frame => frame.length)).toEqual([20, 20]);
    expect(frames[2]?.length).toBe(packet.length);
  });

  test('is left out when it comes again, too', () => {
    const tls = ip(
      FLOW,
      6,
      tcp(FLOW, { sequence: 5 }, join([22, 3, 1, 0, 200], latin1('alice and a long secret of hers'))),
    );
    expect(anonymised([tls, tls, tls]).leftOut).toBe(3);
  });

  test('in ESP is overwritten, except SPI and sequence number', () => {
    const { frames } = anonymised([ip(FLOW, 50, esp(0x11223344, 7, latin1('alice alice alice alice')))]);
    expect(text(frames[0])).not.toContain('alice');
    expect([...(frames[0]?.subarray(20, 28) ?? [])]).toEqual([0x11, 0x22, 0x33, 0x44, 0, 0, 0, 7]);
  });

  test('of a link type with other addresses is left out', () => {
    const shown: Uint8Array[] = [];
    const anonymiser = new FrameAnonymiser(replacing(), ({ data }) => shown.push(data));
    anonymiser.frame(outputFrame(ethernet(packet), 1, 105));
    anonymiser.end();
    expect(anonymiser.leftOut).toBe(1);
    expect(shown).toEqual([new Uint8Array(0)]);
  });
});

test('hardware addresses are cleared, and what follows the packet', () => {
  const shown: Uint8Array[] = [];
  const anonymiser = new FrameAnonymiser(replacing(), ({ data }) => shown.push(data));
  anonymiser.frame(outputFrame(join(ethernet(packet), latin1('alice')), 1, 1));
  anonymiser.end();
  expect([...(shown[0]?.subarray(0, 14) ?? [])]).toEqual([...new Array(12).fill(0), 8, 0]);
  expect([...(shown[0]?.subarray(-5) ?? [])]).toEqual([0, 0, 0, 0, 0]);
});

test('an ICMP error loses the names in its quotation', () => {
  const icmp = join([3, 3, 0, 0, 0, 0, 0, 0], packet.subarray(0, 100));
  const { frames, leftOut } = anonymised([ip(FLOW, 1, icmp)]);
  expect(leftOut).toBe(0);
  expect(text(frames[0])).not.toMatch(/alice/);
  expect(checksum((frames[0] as Uint8Array).subarray(20))).toBe(0);
});
