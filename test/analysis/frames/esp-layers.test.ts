import { describe, expect, test } from 'vitest';
import { EspLayers } from '../../../src/analysis/frames/esp-layers.ts';
import type { EspOutcome, EspResult } from '../../../src/ipsec/sa-database.ts';
import type { Datagram } from '../../../src/net/packet/datagram.ts';
import { decoder } from '../../net/support.ts';
import { esp, ethernet, fragments, ip, join, latin1, record, udp } from '../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const ESP = esp(0x1234, 7, new Uint8Array(60));
const PAYLOAD = udp(FLOW, latin1('OPTIONS sip:a SIP/2.0\r\n\r\n'));
const FRAME = ethernet(ip(FLOW, 50, ESP));
const CLEAR = ethernet(ip(FLOW, 17, PAYLOAD));

function result(outcome: EspOutcome, payload: Uint8Array | null = null, nextHeader = 17): EspResult {
  // The payload stands somewhere in a buffer that is used again.
  const bytes = join([0xee, 0xee], payload ?? [], [0xee]);
  const opened = payload !== null;
  return {
    outcome,
    protection: opened ? { spi: 0x1234, sequence: 7, icv: 'good', sa: null, tunnel: nextHeader === 4 } : null,
    sa: null,
    spi: 0x1234,
    sequence: 7,
    suite: null,
    nextHeader: opened ? nextHeader : 0,
    bytes,
    start: 2,
    end: bytes.length - 1,
    missing: 0,
  };
}

function decoded(frame: Uint8Array): { captured: ReturnType<typeof record>; packet: Datagram } {
  const captured = record(frame, 1);
  const packet = decoder().net.decode(captured);
  if (packet === null) throw new Error('not decoded');
  return { captured, packet };
}

describe('one ESP packet', () => {
  test('opened: the frame is replaced', () => {
    const { captured, packet } = decoded(FRAME);
    const layers = new EspLayers(captured.data, 8);
    const opening = result('decoded', PAYLOAD);
    layers.judged(packet, opening, false);
    (opening.bytes as Uint8Array).fill(0);
    expect(layers.waiting).toBe(false);
    expect(layers.output(captured)).toMatchObject({
      data: CLEAR,
      originalLength: CLEAR.length,
      esp: [{ spi: 0x1234, sequence: 7, outcome: 'decoded', icv: 'good', duplicate: false, frames: null }],
      replacement: { outerDropped: false, checksumCorrected: false },
    });
  });

  test.each(['unknown-spi', 'no-key'] as const)('%s: waits, and is opened later from a copy', outcome => {
    const { captured, packet } = decoded(FRAME);
    const layers = new EspLayers(captured.data, 8);
    layers.judged(packet, result(outcome), false);
    expect(layers.waiting).toBe(true);
    expect(layers.output(captured)).toMatchObject({ data: FRAME, replacement: null, esp: [{ outcome }] });
    const copy = { ...captured, data: FRAME.slice() };
    layers.judged(packet.copy(), result('decoded', PAYLOAD), false);
    expect(layers.waiting).toBe(false);
    expect(layers.output(copy)).toMatchObject({ data: CLEAR, esp: [{ outcome: 'decoded' }] });
  });

  test.each(['bad-icv', 'implausible', 'truncated', 'malformed', 'dummy'] as const)('%s: stays', outcome => {
    const { captured, packet } = decoded(FRAME);
    const layers = new EspLayers(captured.data, 8);
    layers.judged(packet, result(outcome), true);
    expect(layers.waiting).toBe(false);
    const output = layers.output(captured);
    expect(output.data).toBe(captured.data);
    expect(output.esp).toMatchObject([{ outcome, icv: null, duplicate: true }]);
  });
});

test('fragments: what was put together is copied, and the frames are named', () => {
  const { net } = decoder();
  const frames = fragments(FLOW, 50, ESP, 40, 7).map((packet, i) => record(ethernet(packet), i + 1));
  const packet = frames.map(one => net.decode(one)).at(-1) as Datagram;
  const captured = frames.at(-1) as (typeof frames)[number];
  const layers = new EspLayers(captured.data, 8);
  layers.judged(packet, result('no-key'), false);
  packet.bytes.fill(0);
  layers.judged(packet.copy(), result('decoded', PAYLOAD), false);
  expect(layers.bytes).toBeGreaterThan(ESP.length + PAYLOAD.length);
  const { data, esp: notes } = layers.output(captured);
  expect(notes).toMatchObject([{ frames: [1, 2] }]);
  // The identification of the fragment stays.
  expect([...data.subarray(14 + 20)]).toEqual([...PAYLOAD]);
});

test('ESP within each other: the innermost that was opened counts, and eight are enough', () => {
  const { captured, packet } = decoded(FRAME);
  const layers = new EspLayers(captured.data, 8);
  let around = packet;
  for (let i = 0; i < 20; i++) {
    const opening = result('decoded', ESP, 50);
    layers.judged(around, opening, false);
    around = packet.copy();
    Object.assign(around, { bytes: opening.bytes, start: opening.start, end: opening.end });
  }
  layers.judged(around, result('bad-icv'), false);
  const { esp: notes, data } = layers.output(captured);
  expect(notes.length).toBe(8);
  expect(data).toEqual(FRAME);
});
