import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  diameterLength,
  findAvp,
  groupedAvps,
  parseDiameter,
  unsigned32,
} from '../../src/diameter/message.ts';
import { avp, diameter } from '../support/captures/diameter.ts';
import { u32 } from '../support/captures/packets.ts';

const MESSAGE = diameter(
  { command: 303, application: 16777216, request: true },
  avp(1, 0, Uint8Array.of(97, 98, 99)),
  avp(612, 10415, avp(613, 10415, Uint8Array.from(u32(7)))),
);

describe('parseDiameter', () => {
  test('header, AVPs with and without a vendor, grouped AVPs', () => {
    const message = parseDiameter(MESSAGE, 0, MESSAGE.length);
    expect(message).toMatchObject({
      command: 303,
      application: 16777216,
      request: true,
      hopByHop: 1,
      whole: true,
    });
    expect(message.avps.map(({ code, vendor, data }) => [code, vendor, data.length])).toEqual([
      [1, 0, 3],
      [612, 10415, 16],
    ]);
    const item = findAvp(message.avps, 612, 10415);
    expect(unsigned32(findAvp(groupedAvps(item as NonNullable<typeof item>), 613, 10415))).toBe(7);
    expect(findAvp(message.avps, 612, 0)).toBeNull();
    expect(unsigned32(findAvp(message.avps, 1, 0))).toBeNull();
  });

  test('an AVP that says more than there is ends the list', () => {
    const damaged = MESSAGE.slice();
    damaged.set([0xff, 0xff, 0xff], 20 + 12 + 5);
    const { avps, whole } = parseDiameter(damaged, 0, damaged.length);
    expect([avps.length, whole]).toEqual([1, false]);
  });

  test('is total', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const { avps } = parseDiameter(bytes, 0, bytes.length);
        for (const one of avps) groupedAvps(one);
      }),
    );
  });
});

describe('diameterLength', () => {
  test('says how long the message is, or that it is none', () => {
    expect(diameterLength(MESSAGE, 0, MESSAGE.length)).toBe(MESSAGE.length);
    expect(diameterLength(MESSAGE, 0, 19)).toBe(0);
    expect(diameterLength(Uint8Array.of(2), 0, 1)).toBe(-1);
    const odd = MESSAGE.slice();
    odd[3] = (odd[3] as number) + 1;
    expect(diameterLength(odd, 0, odd.length)).toBe(-1);
    const reserved = MESSAGE.slice();
    reserved[4] = 1;
    expect(diameterLength(reserved, 0, reserved.length)).toBe(-1);
  });
});
