import { describe, expect, test } from 'vitest';
import { isNear, recordsBeginAt, recordsGoOnAfter } from '../../../src/capture/pcap/pcap-chain.ts';
import { PLACE } from '../../../src/capture/resynchroniser.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { bytesFrom } from '../read-all.ts';

const START = 1_700_000_000;
const LAYOUT = { bigEndian: false, unitsPerSecond: 1_000_000, extraLength: 0, lengthsMaySwap: false };

function records(...changes: { seconds?: number; size?: number; originalLength?: number }[]): Uint8Array {
  const frames = changes.map(({ seconds = START, size = 20, originalLength = size }) => ({
    seconds,
    nanoseconds: 0,
    data: bytesFrom(0, size),
    originalLength,
  }));
  return pcapFile(frames, { linkType: 1 }).subarray(24);
}

describe('recordsBeginAt', () => {
  test('three headers in a row that agree with each other', () => {
    const three = records({}, {}, {}).subarray(0, 2 * 36 + 16);
    expect(recordsBeginAt(three, 0, false, LAYOUT, [START])).toBe(PLACE.YES);
    expect(recordsBeginAt(three, 0, false, LAYOUT, [])).toBe(PLACE.YES);
    expect(recordsBeginAt(three.subarray(0, -1), 0, false, LAYOUT, [START])).toBe(PLACE.UNDECIDED);
  });

  test('at the end of the file: a record that ends exactly there', () => {
    expect(recordsBeginAt(records({}), 0, true, LAYOUT, [START])).toBe(PLACE.YES);
    expect(recordsBeginAt(records({}, {}).subarray(0, 71), 0, true, LAYOUT, [START])).toBe(PLACE.NO);
    expect(recordsBeginAt(new Uint8Array(0), 0, true, LAYOUT, [START])).toBe(PLACE.NO);
  });

  test.each([
    ['a time long before', { seconds: START - 100_000 }],
    ['a time long after', { seconds: START + 3_000_000 }],
    ['no bytes', { size: 0, originalLength: 9 }],
    ['more bytes than were on the wire', { originalLength: 19 }],
    ['too many bytes on the wire', { originalLength: 262_145 }],
  ])('%s, in the first, second or third header', (_, odd) => {
    for (const all of [records(odd, {}, {}), records({}, odd, {}), records({}, {}, odd)])
      expect(recordsBeginAt(all, 0, true, LAYOUT, [START])).toBe(PLACE.NO);
  });

  test('a fraction of a second or more', () => {
    const bytes = records({}, {}, {});
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(4, 1_000_000, true);
    expect(recordsBeginAt(bytes, 0, true, LAYOUT, [START])).toBe(PLACE.NO);
    expect(recordsBeginAt(bytes, 0, true, { ...LAYOUT, unitsPerSecond: 1e9 }, [START])).toBe(PLACE.YES);
  });

  test('lengths of which the original one may stand first', () => {
    const swapped = records({ originalLength: 10 }, {}, {});
    expect(recordsBeginAt(swapped, 0, true, LAYOUT, [START])).toBe(PLACE.NO);
    const before24 = records({ size: 10, originalLength: 20 }, {}, {});
    expect(recordsBeginAt(before24, 0, true, { ...LAYOUT, lengthsMaySwap: true }, [START])).toBe(PLACE.YES);
  });
});

describe('recordsGoOnAfter', () => {
  test('an odd header is believed when two others follow it, each odd in one way at most', () => {
    const clocks = records({ seconds: 1000 }, {}, { seconds: 2 * START });
    expect(recordsGoOnAfter(clocks, 0, false, LAYOUT, [START])).toBe(PLACE.YES);
    expect(recordsGoOnAfter(clocks.subarray(0, 80), 0, false, LAYOUT, [START])).toBe(PLACE.UNDECIDED);
    expect(recordsGoOnAfter(records({ seconds: 1000 }), 0, true, LAYOUT, [START])).toBe(PLACE.YES);
    expect(recordsGoOnAfter(records({}, {}, { size: 0, originalLength: 0 }), 0, true, LAYOUT, [START])).toBe(
      PLACE.NO,
    );
  });

  test('those that follow may be empty, or exceed the original length', () => {
    const long = { originalLength: 4 };
    const empty = { size: 0, originalLength: 60 };
    const both = { originalLength: 4, seconds: 1000 };
    expect(recordsGoOnAfter(records(both, {}, {}), 0, false, LAYOUT, [START])).toBe(PLACE.NO);
    expect(recordsGoOnAfter(records({}, both, {}), 0, false, LAYOUT, [START])).toBe(PLACE.NO);
    expect(recordsGoOnAfter(records(long, long, long), 0, false, LAYOUT, [START])).toBe(PLACE.YES);
    expect(recordsGoOnAfter(records({ seconds: 1 }, empty, empty), 0, true, LAYOUT, [START])).toBe(PLACE.YES);
  });

  test('headers read four bytes too late go on for ever, and are not believed', () => {
    // The frames begin with a small number, as those of LINKTYPE_LINUX_SLL2 do.
    const bytes = records({}, {}, {}, {}, {});
    for (let at = 16; at < bytes.length; at += 36)
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, 56_710, true);
    expect(recordsGoOnAfter(bytes, 4, false, LAYOUT, [START])).toBe(PLACE.NO);
  });

  test('an impossible one never', () => {
    const bytes = records({}, {}, {});
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(8, 262_145, true);
    expect(recordsGoOnAfter(bytes, 0, false, LAYOUT, [START])).toBe(PLACE.NO);
  });
});

test('a day back and 30 days on are near', () => {
  expect([-86_401, -86_400, 2_592_000, 2_592_001].map(by => isNear(START + by, START))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
