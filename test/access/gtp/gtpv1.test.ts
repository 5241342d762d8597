import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGtpv1 } from '../../../src/access/gtp/gtpv1.ts';
import { join, latin1, u16, u32 } from '../../support/captures/packets.ts';

const read = (bytes: Uint8Array) => readGtpv1(bytes, 0, bytes.length);
const long = (type: number, value: ArrayLike<number>) => join([type], u16(value.length), value);

function message(type: number, ...elements: readonly ArrayLike<number>[]): Uint8Array {
  const body = join(...elements);
  return join([0x32, type], u16(4 + body.length), u32(7), u16(99), [0, 0], body);
}

const IMSI = [2, 0x00, 0x01, 0x11, 0x32, 0x54, 0x76, 0x98, 0xf3];
const CONTROL = [17, ...u32(31)];
const NSAPI = [20, 5];
const APN = long(131, join([3], latin1('ims')));
const GSN = long(133, [10, 0, 0, 1]);

describe('GTPv1-C', () => {
  test('a request for a PDP context', () => {
    const bytes = message(
      16,
      IMSI,
      CONTROL,
      NSAPI,
      long(128, [0xf1, 0x21]),
      APN,
      long(132, [0x80, 0, 0x0c, 0]),
      GSN,
    );
    const { message: facts, ...rest } = read(bytes) ?? {};
    expect(rest).toEqual({ type: 16, request: true, requestType: 16, teid: 7, sequence: 99 });
    expect(facts).toMatchObject({
      carrier: 'gtpv1',
      name: 'Create PDP Context Request',
      imsi: '001011234567893',
      apn: 'ims',
      pdnType: 'ipv4',
      ue: [],
      linked: 5,
      pco: { pcscfAsked: ['ipv4'] },
      controlTunnels: ['10.0.0.1 0x0000001f'],
    });
  });

  test('its answer', () => {
    const address = long(128, [0xf1, 0x8d, 10, 46, 0, 2, 0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), 7]);
    const bytes = message(17, [1, 128], address, long(132, [0x80, 0, 0x0c, 4, 10, 4, 128, 21]));
    expect(read(bytes)?.message).toMatchObject({
      part: 'accept',
      pdnType: 'ipv4v6',
      ue: ['10.46.0.2', '2001:db8::7'],
      pco: { pcscf: ['10.4.128.21'] },
    });
    expect(read(message(17, [1, 219]))?.message).toMatchObject({
      part: 'reject',
      cause: { kind: 'gtpv1', number: 219, name: 'Missing or unknown APN' },
    });
  });

  test('elements behind one of unknown length are not read', () => {
    expect(read(message(16, IMSI, [100], NSAPI))?.message).toMatchObject({
      imsi: '001011234567893',
      linked: null,
    });
  });

  test.each([
    ['too short', Uint8Array.of(0x32, 16, 0, 4)],
    ['version 2', join([0x48, 16], u16(8), u32(7), u32(1))],
    ['GTP prime', join([0x22, 16], u16(4), u32(7), u16(1), [0, 0])],
    ['another message', message(1)],
    ['an extension header', join([0x36, 16], u16(4), u32(7), u16(1), [0, 0x85])],
  ])('%s is none', (_, bytes) => {
    expect(read(bytes)).toBeNull();
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.constantFrom(16, 17, 18, 20, 21), fc.uint8Array({ maxLength: 200 }), (type, body) => {
        expect(read(message(type, body))?.sequence).toBe(99);
      }),
    );
  });
});
