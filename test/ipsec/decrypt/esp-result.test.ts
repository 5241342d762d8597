import { expect, test } from 'vitest';
import { EspResultRecord } from '../../../src/ipsec/decrypt/esp-result.ts';
import { Trailer } from '../../../src/ipsec/decrypt/trailer.ts';
import { espDatagram } from '../../support/captures/esp-packets.ts';

const ENDS = { source: '10.0.0.2', destination: '10.0.0.1' };

function packetOf(length: number, truncated = false) {
  const packet = espDatagram(
    Uint8Array.from({ length }, (_, i) => 0xf0 + i),
    ENDS,
  );
  packet.truncated = truncated;
  return packet;
}

test('reads SPI and sequence number, unsigned', () => {
  const record = new EspResultRecord();
  expect(record.begin(packetOf(22))).toBe(true);
  expect(record).toMatchObject({ spi: 0xf0f1f2f3, sequence: 0xf4f5f6f7 });
});

test('22 octets are the shortest packet, 8 of one that was cut', () => {
  const record = new EspResultRecord();
  expect([8, 21].map(length => record.begin(packetOf(length)))).toEqual([false, false]);
  expect([0, 7, 8].map(length => record.begin(packetOf(length, true)))).toEqual([false, false, true]);
});

test('a decoded payload ends before its padding, with a protection of its own', () => {
  const record = new EspResultRecord();
  const trailer = new Trailer();
  trailer.nextHeader = 41;
  trailer.payloadEnd = 9;
  record.begin(packetOf(22));
  const bytes = new Uint8Array(20);
  record.decoded(null, 'unchecked', { bytes, start: 3, end: 20 }, trailer);
  expect(record).toMatchObject({ outcome: 'decoded', nextHeader: 41, start: 3, end: 9 });
  expect(record.bytes).toBe(bytes);
  const first = record.protection;
  expect(first).toEqual({ spi: 0xf0f1f2f3, sequence: 0xf4f5f6f7, icv: 'unchecked', sa: null, tunnel: true });
  record.begin(packetOf(22));
  expect(record).toMatchObject({ protection: null, nextHeader: 0, start: 0, end: 0 });
  trailer.nextHeader = 17;
  record.decoded(null, 'good', { bytes, start: 3, end: 20 }, trailer);
  expect(record.protection).toMatchObject({ tunnel: false, icv: 'good' });
  expect(first?.tunnel).toBe(true);
});
