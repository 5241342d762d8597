import { expect, test } from 'vitest';
import { HELD_OVERHEAD, HeldEsp } from '../../../src/analysis/frames/held-esp.ts';
import { Datagram, PROTOCOL } from '../../../src/net/packet/datagram.ts';

/** Room for so many packets of 100 bytes. */
const room = (packets: number) => packets * (HELD_OVERHEAD + 100);

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
  const held = new HeldEsp(room(10), 4);
  held.hold(packet(1, 1, 100), 7, true);
  held.hold(packet(2, 9, 100), 7, true);
  held.hold(packet(3, 1, 50), 7, true);
  held.hold(packet(4, 1, 100), 8, true);
  const taken = held.take('10.0.0.1', 7);
  expect(taken.map(({ packet: { frame, start, end, bytes } }) => [frame, start, end, bytes[0]])).toEqual([
    [1, 0, 100, 1],
    [3, 0, 50, 3],
  ]);
  expect(held.take('10.0.0.1', 7)).toEqual([]);
  expect(held.bytes).toBe(room(2));
});

test('over the bound the oldest are given up and counted', () => {
  const held = new HeldEsp(room(2.5), 4);
  for (let frame = 1; frame <= 5; frame++) held.hold(packet(frame, 1, 100), 7, true);
  expect(held.evicted).toBe(3);
  expect(held.bytes).toBe(room(2));
  expect(held.take('10.0.0.1', 7).map(({ packet }) => packet.frame)).toEqual([4, 5]);
  expect(held.bytes).toBe(0);
});

test('a packet larger than the bound is not kept', () => {
  const held = new HeldEsp(50, 4);
  held.hold(packet(1, 1, 100), 7, true);
  expect([held.bytes, held.evicted]).toEqual([0, 1]);
});

test('gives out the first packets of what no agreement explains, and keeps them', () => {
  const held = new HeldEsp(room(10), 4);
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
  const held = new HeldEsp(room(1.5), 4);
  held.hold(packet(1, 1, 100), 7, false);
  held.hold(packet(2, 9, 100), 7, false);
  expect([...held.unexplained(4)].map(({ frame }) => frame)).toEqual([2]);
});

test('a packet that is put back comes behind those that came meanwhile, and waits only so often', () => {
  const held = new HeldEsp(room(10), 2);
  held.hold(packet(1, 1, 100), 7, true);
  for (let round = 1; round <= 2; round++) {
    const taken = held.take('10.0.0.1', 7);
    held.hold(packet(10 * round, 1, 100), 7, true);
    for (const one of taken) held.putBack(one, true);
  }
  const taken = held.take('10.0.0.1', 7);
  expect(taken.map(one => [one.packet.frame, one.returns])).toEqual([
    [20, 0],
    [10, 1],
    [1, 2],
  ]);
  for (const one of taken) held.putBack(one, true);
  expect(held.take('10.0.0.1', 7).map(one => one.packet.frame)).toEqual([20, 10]);
  expect([held.bytes, held.evicted]).toEqual([0, 1]);
});

test('counts the packets that wait for one key', () => {
  const held = new HeldEsp(room(2.5), 4);
  for (let frame = 1; frame <= 3; frame++) held.hold(packet(frame, 1, 100), 7, true);
  expect([held.waiting('10.0.0.1', 7), held.waiting('10.0.0.1', 8)]).toEqual([2, 0]);
  held.take('10.0.0.1', 7);
  expect(held.waiting('10.0.0.1', 7)).toBe(0);
});
