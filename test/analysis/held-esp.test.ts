import { expect, test } from 'vitest';
import { HeldEsp } from '../../src/analysis/held-esp.ts';
import { Datagram, PROTOCOL } from '../../src/net/datagram.ts';

/** A reused record and buffer, as the decoder gives them. */
const reused = new Datagram();
const buffer = new Uint8Array(1000);

function packet(frame: number, destination: number, length: number): Datagram {
  buffer.fill(frame);
  buffer.set([10, 0, 0, 2, 10, 0, 0, destination]);
  return Object.assign(reused, {
    frame,
    protocol: PROTOCOL.ESP,
    addresses: buffer,
    sourceOffset: 0,
    destinationOffset: 4,
    bytes: buffer,
    start: 20,
    end: 20 + length,
  });
}

test('gives back copies in order, by destination and SPI, once', () => {
  const held = new HeldEsp(1000);
  held.hold(packet(1, 1, 100), 7, true);
  held.hold(packet(2, 9, 100), 7, true);
  held.hold(packet(3, 1, 50), 7, true);
  held.hold(packet(4, 1, 100), 8, true);
  const taken = held.take('10.0.0.1', 7);
  expect(taken.map(({ frame, start, end, bytes }) => [frame, start, end, bytes[0]])).toEqual([
    [1, 0, 100, 1],
    [3, 0, 50, 3],
  ]);
  expect(held.take('10.0.0.1', 7)).toEqual([]);
  expect(held.bytes).toBe(200);
});

test('over the bound the oldest are given up and counted', () => {
  const held = new HeldEsp(250);
  for (let frame = 1; frame <= 5; frame++) held.hold(packet(frame, 1, 100), 7, true);
  expect(held.evicted).toBe(3);
  expect(held.bytes).toBe(200);
  expect(held.take('10.0.0.1', 7).map(({ frame }) => frame)).toEqual([4, 5]);
  expect(held.bytes).toBe(0);
});

test('a packet larger than the bound is not kept', () => {
  const held = new HeldEsp(50);
  held.hold(packet(1, 1, 100), 7, true);
  expect([held.bytes, held.evicted]).toEqual([0, 1]);
});

test('gives out the first packets of what no agreement explains, and keeps them', () => {
  const held = new HeldEsp(1000);
  for (let frame = 1; frame <= 3; frame++) held.hold(packet(frame, 1, 100), 7, false);
  held.hold(packet(4, 1, 100), 8, true);
  held.hold(packet(5, 9, 100), 7, false);
  const unexplained = () => [...held.unexplained(2)].map(({ frame }) => frame);
  expect(unexplained()).toEqual([1, 2, 5]);
  expect(unexplained()).toEqual([1, 2, 5]);
  held.take('10.0.0.1', 7);
  expect(unexplained()).toEqual([5]);
});

test('what was given up is not given out', () => {
  const held = new HeldEsp(150);
  held.hold(packet(1, 1, 100), 7, false);
  held.hold(packet(2, 9, 100), 7, false);
  expect([...held.unexplained(4)].map(({ frame }) => frame)).toEqual([2]);
});
