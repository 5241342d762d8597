import { describe, expect, test } from 'vitest';
import { blockBeginsAt, type KnownSection } from '../../../src/capture/pcapng/pcapng-search.ts';
import { PLACE } from '../../../src/capture/resynchroniser.ts';
import { concat } from '../../support/captures/pcap-file.ts';
import {
  block,
  enhancedPacketBlock,
  interfaceBlock,
  sectionHeaderBlock,
  simplePacketBlock,
} from '../../support/captures/pcapng-blocks.ts';
import { bytesFrom } from '../read-all.ts';

const SECTION: KnownSection = { bigEndian: false, fits: index => index < 2 };
const packet = enhancedPacketBlock({ time: 5n, data: bytesFrom(0, 30) });

function verdict(blocks: Uint8Array[], ended = true, section: KnownSection | null = SECTION): number {
  return blockBeginsAt(concat(blocks), 0, ended, section);
}

describe('a block to read on with', () => {
  test.each([
    ['a packet', packet],
    ['an interface', interfaceBlock({ linkType: 1 })],
    ['a section header', sectionHeaderBlock()],
    ['a section header of the other byte order', sectionHeaderBlock(true)],
    ['a simple packet', simplePacketBlock(bytesFrom(0, 4), 4)],
    ['statistics', block(5, new Uint8Array(12))],
  ])('%s, with another behind it or at the end of the file', (_, first) => {
    expect(verdict([first, sectionHeaderBlock(true).subarray(0, 12)], false)).toBe(PLACE.YES);
    expect(verdict([first])).toBe(PLACE.YES);
    expect(verdict([first], false)).toBe(PLACE.UNDECIDED);
    expect(verdict([first.subarray(0, -1)], false)).toBe(PLACE.UNDECIDED);
  });

  test.each([
    ['an unknown type', block(0x1234, bytesFrom(0, 30))],
    [
      'a packet of another interface',
      enhancedPacketBlock({ interfaceId: 2, time: 5n, data: bytesFrom(0, 9) }),
    ],
    [
      'more captured than was there',
      enhancedPacketBlock({ time: 5n, data: bytesFrom(0, 9), originalLength: 8 }),
    ],
    [
      'a captured length beyond the block',
      enhancedPacketBlock({ time: 5n, data: bytesFrom(0, 9), capturedLength: 99, originalLength: 99 }),
    ],
    ['a section of another version', sectionHeaderBlock(false, 7)],
    ['the wrong byte order', enhancedPacketBlock({ time: 5n, data: bytesFrom(0, 9) }, true)],
    ['a block shorter than its type', block(5, new Uint8Array(8))],
    ['a length that is too large', block(5, new Uint8Array(400_000))],
  ])('not %s', (_, first) => expect(verdict([first, packet])).toBe(PLACE.NO));

  test('not one whose length is not there again, or that nothing known follows', () => {
    const wrong = packet.slice();
    wrong[wrong.length - 4] = 0;
    expect(verdict([wrong, packet])).toBe(PLACE.NO);
    expect(verdict([packet, bytesFrom(9, 12)])).toBe(PLACE.NO);
  });

  test('without a section only a section header will do', () => {
    expect(verdict([packet, packet], true, null)).toBe(PLACE.NO);
    expect(verdict([sectionHeaderBlock(true), interfaceBlock({ linkType: 1 }, true)], true, null)).toBe(
      PLACE.YES,
    );
  });
});
