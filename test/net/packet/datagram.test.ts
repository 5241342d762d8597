import { expect, test } from 'vitest';
import { Datagram } from '../../../src/net/packet/datagram.ts';

test('a copy outlives the buffers of the original', () => {
  const buffer = Uint8Array.from([0, 10, 0, 0, 1, 10, 0, 0, 2, 0xaa, 0xbb, 0xcc]);
  const frames = [1, 2];
  const original = Object.assign(new Datagram(), {
    frame: 2,
    frames,
    addresses: buffer,
    sourceOffset: 1,
    destinationOffset: 5,
    bytes: Buffer.from(buffer.buffer),
    start: 9,
    end: 11,
  });
  const copy = original.copy();
  buffer.fill(0);
  frames.push(3);
  expect(copy.frame).toBe(2);
  expect(copy.frames).toEqual([1, 2]);
  expect([...copy.addresses]).toEqual([10, 0, 0, 1, 10, 0, 0, 2]);
  expect([copy.sourceOffset, copy.destinationOffset]).toEqual([0, 4]);
  expect([...copy.bytes]).toEqual([0xaa, 0xbb]);
  expect([copy.start, copy.end]).toEqual([0, 2]);
});

test('IPv6 addresses have 16 bytes', () => {
  const addresses = Uint8Array.from({ length: 32 }, (_, i) => i);
  const datagram = Object.assign(new Datagram(), {
    family: 6,
    addresses,
    sourceOffset: 0,
    destinationOffset: 16,
  });
  expect(datagram.addressLength).toBe(16);
  expect(datagram.copyAddresses()).toEqual(addresses);
});
