import { expect, test } from 'vitest';
import { anonymousSctp, correctSctpChecksum } from '../../../../src/output/anonymise/messages/sctp.ts';
import { replacing } from '../../../support/captures/anonymised.ts';
import { join, u16, u32 } from '../../../support/captures/packets.ts';

const HEADER = join(u16(3868), u16(3868), u32(1), u32(0));
const { mapping } = replacing();

test('the checksum is CRC32c', () => {
  const packet = join(HEADER, [14, 0, 0, 4]);
  correctSctpChecksum(packet, 0, packet.length);
  const shown = Buffer.from(packet.subarray(8, 12)).toString('hex');
  // The check value of the algorithm, RFC 9260 appendix A, over the same octets with zeros for the checksum.
  let crc = 0xffffffff;
  for (const octet of join(HEADER, [14, 0, 0, 4])) {
    crc ^= octet;
    for (let i = 0; i < 8; i++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  const expected = Buffer.alloc(4);
  expected.writeUInt32LE(~crc >>> 0);
  expect(shown).toBe(expected.toString('hex'));
});

test('addresses in INIT are replaced', () => {
  const init = join(
    HEADER,
    [1, 0],
    u16(28),
    u32(1),
    u32(2),
    u16(1),
    u16(1),
    u32(3),
    u16(5),
    u16(8),
    [10, 1, 2, 3],
  );
  expect(anonymousSctp(init, 0, init.length, mapping, () => false)).toBe(true);
  expect([...init.subarray(-4)]).not.toEqual([10, 1, 2, 3]);
  expect(init[init.length - 4]).toBe(10);
});

test('only Diameter is taken, and only whole', () => {
  const data = (flags: number) =>
    join(HEADER, [0, flags], u16(20), u32(1), u16(0), u16(0), u32(46), [1, 2, 3, 4]);
  const accepts = (packet: Uint8Array, isDiameter: boolean) =>
    anonymousSctp(packet, 0, packet.length, mapping, (from, to) => isDiameter && to - from === 4);
  expect(accepts(data(3), true)).toBe(true);
  expect(accepts(data(3), false)).toBe(false);
  expect(accepts(data(2), true)).toBe(false);
  expect(accepts(join(HEADER, [200, 0, 0, 4]), true)).toBe(false);
});
