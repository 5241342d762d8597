import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import {
  isPcapMagic,
  readPcapFileHeader,
  writeMicrosecondMagic,
} from '../../../src/capture/pcap/pcap-header.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';

describe('the file header of classic pcap', () => {
  test.each([
    [false, false, 'd4c3b2a1'],
    [true, false, 'a1b2c3d4'],
    [false, true, '4d3cb2a1'],
    [true, true, 'a1b23c4d'],
  ])('big-endian %s, nanosecond %s', (bigEndian, nanosecond, magic) => {
    const file = pcapFile([], { linkType: 276, bigEndian, nanosecond });
    expect(toHex(file.subarray(0, 4))).toBe(magic);
    expect(isPcapMagic(file)).toBe(true);
    expect(readPcapFileHeader(file)).toEqual({
      bigEndian,
      nanosecond,
      modified: false,
      majorVersion: 2,
      minorVersion: 4,
      snapLength: 262_144,
      linkType: 276,
    });
    writeMicrosecondMagic(file, bigEndian);
    expect(toHex(file.subarray(0, 4))).toBe(bigEndian ? 'a1b2c3d4' : 'd4c3b2a1');
  });

  test('FCS length and reserved bits are no part of the link type', () => {
    expect(readPcapFileHeader(pcapFile([], { linkType: 0x54ff0001 })).linkType).toBe(1);
  });

  test.each([[true], [false]])('modified pcap, big-endian %s', bigEndian => {
    const file = pcapFile([], { linkType: 113, bigEndian });
    new DataView(file.buffer).setUint32(0, 0xa1b2cd34, !bigEndian);
    expect(isPcapMagic(file)).toBe(true);
    expect(readPcapFileHeader(file)).toMatchObject({
      bigEndian,
      nanosecond: false,
      modified: true,
      linkType: 113,
    });
  });

  test('other magic numbers', () => {
    expect(isPcapMagic(Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a))).toBe(false);
    expect(isPcapMagic(Uint8Array.of(0xa1, 0xb2, 0xc3))).toBe(false);
  });
});
