import { describe, expect, test } from 'vitest';
import { enterGpdu, isGpdu, isGtpu, isStrayGpdu } from '../../../src/net/tunnel/gtpu.ts';
import { gtpu, ip, join, latin1 } from '../../support/captures/packets.ts';
import { FLOW, regionOf, rest } from '../support.ts';

const INNER = latin1('E inner packet');

describe('what is GTP-U', () => {
  test('version 1, protocol type GTP', () => {
    expect(isGtpu(regionOf(gtpu(INNER)))).toBe(true);
    expect(isGtpu(regionOf(latin1('SIP/2.0 200 OK')))).toBe(false);
    expect(isGtpu(regionOf(latin1('REGISTER sip:a')))).toBe(false);
    expect(isGtpu(regionOf(Uint8Array.of(0x30, 255, 0, 0, 0, 0, 0)))).toBe(false);
  });

  test('on any port: a G-PDU whose lengths all agree', () => {
    const packet = ip(FLOW, 17, INNER);
    expect(isStrayGpdu(regionOf(gtpu(packet)))).toBe(true);
    expect(isStrayGpdu(regionOf(gtpu(INNER)))).toBe(false);
    expect(isStrayGpdu(regionOf(gtpu(packet, { messageType: 254 })))).toBe(false);
    expect(isStrayGpdu(regionOf(join(gtpu(packet), [0])))).toBe(false);
    expect(isStrayGpdu(regionOf(new Uint8Array(0)))).toBe(false);
    const other = gtpu(packet);
    other[0] = 0x10;
    expect(isStrayGpdu(regionOf(other))).toBe(false);
    expect(isStrayGpdu(regionOf(gtpu(packet).slice(0, -4), 4))).toBe(true);
    expect(isStrayGpdu(regionOf(gtpu(packet).slice(0, -4), 3))).toBe(false);
  });

  test('G-PDU or another message', () => {
    expect(isGpdu(regionOf(gtpu(INNER)))).toBe(true);
    expect(isGpdu(regionOf(gtpu(INNER, { messageType: 1 })))).toBe(false);
  });
});

describe('the packet inside', () => {
  test.each([
    ['no optional fields', {}],
    ['sequence number', { sequence: 7 }],
    ['PDU session container', { extensions: [[0x85, [0, 9]]] }],
    [
      'two extension headers',
      {
        sequence: 7,
        extensions: [
          [0xc0, [0, 1, 2, 3, 4, 5]],
          [0x85, [0, 9]],
        ],
      },
    ],
  ] as const)('%s', (_name, options) => {
    const region = regionOf(join(gtpu(INNER, options), [1, 2, 3]));
    expect(enterGpdu(region)).toBeNull();
    expect(rest(region)).toEqual(INNER);
  });

  test('without the E flag the extension type is not looked at', () => {
    const packet = gtpu(INNER, { sequence: 7 });
    packet[11] = 0x85;
    const region = regionOf(packet);
    expect(enterGpdu(region)).toBeNull();
    expect(rest(region)).toEqual(INNER);
  });
});

describe('damage', () => {
  test('extension header of length 0 or beyond the packet', () => {
    for (const units of [0, 200]) {
      const packet = gtpu(INNER, { extensions: [[0x85, [0, 9]]] });
      packet[12] = units;
      expect(enterGpdu(regionOf(packet))?.code).toBe('gtpu-header');
    }
  });

  test('a chain that does not end', () => {
    const packet = gtpu(new Uint8Array(0), { extensions: [[0x85, [0, 9]]] });
    packet[15] = 0x85;
    expect(enterGpdu(regionOf(packet))?.code).toBe('gtpu-header');
  });

  test('length beyond the packet, unless the snap length cut it', () => {
    const cut = gtpu(INNER).slice(0, -4);
    expect(enterGpdu(regionOf(cut))?.code).toBe('gtpu-header');
    const region = regionOf(cut, 4);
    expect(enterGpdu(region)).toBeNull();
    expect([rest(region), region.missing]).toEqual([INNER.slice(0, -4), 4]);
  });

  test('what is there to the last octet is enough', () => {
    const bare = regionOf(gtpu(new Uint8Array(0)));
    expect([isGtpu(bare), enterGpdu(bare), bare.length]).toEqual([true, null, 0]);
    for (const options of [{ sequence: 7 }, { extensions: [[0x85, [0, 9]]] }] as const) {
      const region = regionOf(gtpu(new Uint8Array(0), options));
      expect([enterGpdu(region), region.length]).toEqual([null, 0]);
    }
  });

  test('is said with both lengths', () => {
    expect(enterGpdu(regionOf(gtpu(INNER).slice(0, -4)))?.message).toBe(
      'expected a GTP-U length up to 10, found 14',
    );
    const packet = gtpu(INNER, { extensions: [[0x85, [0, 9]]] });
    packet[12] = 200;
    expect(enterGpdu(regionOf(packet))?.message).toBe(
      'expected a GTP-U extension header of at most 18 bytes, found 800',
    );
    packet[12] = 0;
    expect(enterGpdu(regionOf(packet))?.message).toBe(
      'expected a GTP-U extension header of at least 4 bytes, found 0',
    );
  });

  test('optional fields cut', () => {
    const packet = Uint8Array.of(0x32, 255, 0, 2, 0, 0, 0, 1, 0, 0);
    expect(enterGpdu(regionOf(packet))?.code).toBe('gtpu-header');
  });
});
