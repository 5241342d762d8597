import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { espEvent } from '../../../src/analysis/events/esp-event.ts';
import type { PlainEvent } from '../../../src/analysis/events/plain-event.ts';
import { fixture } from '../../support/programs/lab.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

test('a plain packet tells the same as its objects', async () => {
  let plain = 0;
  const look = (row: PlainEvent) => {
    plain++;
    const { message, flow, origin, frames } = row.event;
    expect([...message.bytes]).toEqual([...row.bytes.subarray(row.start, row.end)]);
    expect([message.status, message.bodyStart]).toEqual([row.status, row.body - row.start]);
    expect(message.fieldNames.length).toBe(row.headers.count);
    expect([flow.source, flow.sourcePort]).toEqual([row.source, row.sourcePort]);
    expect([flow.destination, flow.destinationPort]).toEqual([row.destination, row.destinationPort]);
    expect(frames).toEqual([row.frame]);
    expect(origin.protection).toEqual(row.result.protection);
    expect([origin.frame, origin.seconds, origin.nanoseconds]).toEqual([
      row.frame,
      row.seconds,
      row.nanoseconds,
    ]);
    const { packet, record, result } = row;
    const start = row.chunk.subarray(row.frameStart, row.espStart);
    expect([...start]).toEqual([...record.data.subarray(0, packet.start)]);
    expect([row.interface, row.linkType]).toEqual([record.source, record.linkType]);
    expect([row.addressLength, row.sourceOffset - row.frameStart]).toEqual([4, packet.sourceOffset]);
    expect(row.suite).toBe(result.suite);
    expect(row.esp).toEqual(espEvent(packet, result));
    expect(packet.bytes).toBe(record.data);
    expect([packet.source, packet.destination, packet.end - packet.start]).toEqual([
      row.source,
      row.destination,
      row.length,
    ]);
  };
  async function* stream() {
    // In small chunks, because the lane presumes what is known when a chunk is read.
    const file = readFileSync(CAPTURE);
    for (let at = 0; at < file.length; at += 2000) yield Uint8Array.from(file.subarray(at, at + 2000));
  }
  const { summary } = await analyse([{ name: CAPTURE, stream: stream() }], { on: { plain: look } });
  expect(plain).toBeGreaterThan(0);
  expect(plain).toBeLessThanOrEqual(summary.sip.protected);
});
