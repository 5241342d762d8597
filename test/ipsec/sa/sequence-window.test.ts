import { describe, expect, test } from 'vitest';
import { icvFingerprint, SequenceWindow } from '../../../src/ipsec/sa/sequence-window.ts';

const CUT = icvFingerprint(new Uint8Array(0), 0, true);

describe('SequenceWindow', () => {
  test('the same number and ICV again is a duplicate', () => {
    const window = new SequenceWindow();
    expect([
      window.observe(1, 77),
      window.observe(2, 77),
      window.observe(1, 77),
      window.observe(1, 77),
    ]).toEqual([false, false, true, true]);
  });

  test('the same number with another ICV is another packet', () => {
    const window = new SequenceWindow();
    expect([window.observe(1, 77), window.observe(1, 78), window.observe(1, 78)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('grows from 16 to 256 slots as packets come, and no further', () => {
    const window = new SequenceWindow();
    expect(window.size).toBe(0);
    for (let sequence = 1; sequence <= 16; sequence++) window.observe(sequence, 9);
    expect(window.size).toBe(16);
    window.observe(17, 9);
    expect(window.size).toBe(32);
    for (let sequence = 18; sequence < 5000; sequence++) window.observe(sequence, 9);
    expect(window.size).toBe(256);
  });

  test('remembers 256 packets back, also across growth', () => {
    const window = new SequenceWindow();
    for (let sequence = 1; sequence <= 256; sequence++)
      expect(window.observe(sequence, sequence)).toBe(false);
    for (let sequence = 1; sequence <= 256; sequence++) expect(window.observe(sequence, sequence)).toBe(true);
    expect(window.observe(257, 257)).toBe(false);
    expect(window.observe(1, 1)).toBe(false);
  });

  test('numbers up to 2^32 - 1 and 0', () => {
    const window = new SequenceWindow();
    for (const sequence of [0, 0xffffffff, 0x80000000]) {
      expect(window.observe(sequence, 0xffffffff)).toBe(false);
      expect(window.observe(sequence, 0xffffffff)).toBe(true);
    }
  });

  test('a cut packet is a duplicate of whatever had its number; a whole one after a cut one is not', () => {
    const window = new SequenceWindow();
    expect([window.observe(1, 77), window.observe(1, CUT)]).toEqual([false, true]);
    expect([
      window.observe(2, CUT),
      window.observe(2, CUT),
      window.observe(2, 77),
      window.observe(2, 77),
    ]).toEqual([false, true, false, true]);
  });
});

test('icvFingerprint depends on each of the last 12 octets and never means absent', () => {
  const packet = new Uint8Array(30);
  const fingerprints = new Set([icvFingerprint(packet, 30, false)]);
  for (let i = 18; i < 30; i++) {
    const other = packet.slice();
    other[i] = i;
    fingerprints.add(icvFingerprint(other, 30, false));
  }
  expect(fingerprints.size).toBe(13);
  expect(fingerprints.has(CUT)).toBe(false);
  expect(fingerprints.has(0)).toBe(false);
});

test('holdsOther knows a number that came with another ICV, and no other', () => {
  const window = new SequenceWindow();
  expect(window.holdsOther(1, 100)).toBe(false);
  window.observe(1, 100);
  window.observe(2, CUT);
  expect([
    window.holdsOther(1, 101),
    window.holdsOther(1, 100),
    window.holdsOther(1, CUT),
    window.holdsOther(2, 100),
    window.holdsOther(3, 100),
  ]).toEqual([true, false, false, false, false]);
});

test('icvFingerprint of an ICV that comes to 0 or 1 is neither absent nor unknown, and not the same', () => {
  const packet = new Uint8Array(12);
  const zero = icvFingerprint(packet, 12, false);
  packet[11] = 1;
  const one = icvFingerprint(packet, 12, false);
  expect([zero, one]).toEqual([2, 3]);
  expect(icvFingerprint(packet, 12, true)).toBe(CUT);
  packet[11] = 2;
  expect(icvFingerprint(packet, 12, false)).toBe(2);
});
