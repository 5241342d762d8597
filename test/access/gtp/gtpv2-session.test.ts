import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGtpv2 } from '../../../src/access/gtp/gtpv2.ts';
import { gtpv2Session } from '../../../src/access/gtp/gtpv2-session.ts';
import {
  GTP_CREATE_BEARER,
  GTP_CREATE_REQUEST,
  GTP_CREATE_RESPONSE,
} from '../../support/access/real-messages.ts';
import { join, latin1, u16, u32 } from '../../support/captures/packets.ts';

const session = (bytes: Uint8Array) => {
  const [message] = readGtpv2(bytes, 0, bytes.length);
  return message === undefined ? null : gtpv2Session(message);
};

const element = (type: number, value: ArrayLike<number>, instance = 0) =>
  join([type], u16(value.length), [instance], value);

function message(type: number, ...elements: readonly Uint8Array[]): Uint8Array {
  const body = join(...elements);
  return join([0x48, type], u16(8 + body.length), u32(6), [0, 0, 31, 0], body);
}

describe('sessions and bearers in GTPv2-C', () => {
  test('a request for a connection', () => {
    const { message: facts, ...rest } = session(GTP_CREATE_REQUEST) ?? {};
    expect(rest).toEqual({ request: true, requestType: 32, teid: 6, sequence: 31 });
    expect(facts).toMatchObject({
      name: 'Create Session Request',
      procedure: 'connect',
      part: 'request',
      imsi: '001011234567893',
      msisdn: null,
      imei: '3562241048384001',
      apn: 'ims',
      pdnType: 'ipv4',
      // It asks for an address with zeros.
      ue: [],
      pco: { isGiven: false, pcscfAsked: ['ipv4'], containers: [0x8021, 0x0c, 0x0d, 2, 0x0a, 0x10] },
      ambr: { downKbps: 3942, upKbps: 1566 },
      linked: 6,
      bearers: [{ id: 6, qci: 5, arp: { priority: 1, capability: false, vulnerability: false } }],
      controlTunnels: ['10.4.128.21 0x00000003'],
    });
  });

  test('its answer', () => {
    expect(session(GTP_CREATE_RESPONSE)?.message).toMatchObject({
      part: 'accept',
      cause: { kind: 'gtpv2', number: 16 },
      ue: ['192.168.101.5'],
      pco: { isGiven: true, pcscf: ['10.4.128.21'], dns: ['8.8.8.8', '8.8.4.4'] },
    });
  });

  test('a bearer for a call', () => {
    expect(session(GTP_CREATE_BEARER)?.message).toMatchObject({
      procedure: 'add-bearer',
      part: 'request',
      linked: 6,
      bearers: [{ id: null, qci: 1, guaranteed: { downKbps: 41, upKbps: 41 } }],
    });
  });

  test.each([
    [
      'both families, IPv6 first',
      [3, 64, ...Array(15).fill(0), 7, 10, 46, 0, 2],
      'ipv4v6',
      ['10.46.0.2', '::7'],
    ],
    ['IPv6', [2, 64, 0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), 7], 'ipv6', ['2001:db8::7']],
    ['cut', [3, 64, 1], 'ipv4v6', []],
  ] as const)('an address of %s', (_, paa, pdnType, ue) => {
    const facts = session(message(33, element(2, [16, 0]), element(79, paa)))?.message;
    expect(facts).toMatchObject({ pdnType });
    expect(facts?.ue).toEqual(ue);
  });

  test.each([
    [3, 'ipv4v6'],
    // In NAS 5 is non-IP.
    [4, 'non-ip'],
    [5, 'ethernet'],
  ])('PDN type %i: %s', (number, pdnType) => {
    expect(session(message(32, element(99, [number])))?.message).toMatchObject({ pdnType });
    expect(session(message(33, element(79, [number])))?.message).toMatchObject({ pdnType, ue: [] });
  });

  test.each([
    [92, 'reject'],
    [72, 'reject'],
    [64, 'reject'],
    [18, 'accept'],
  ])('cause %i: %s', (cause, part) => {
    expect(session(message(33, element(2, [cause, 0])))?.message).toMatchObject({
      part,
      cause: { number: cause },
    });
  });

  test('ePCO comes before PCO, and APCO is read where there is no other', () => {
    const containers = (address: number) => [0x80, 0, 0x0c, 4, 10, 0, 0, address];
    const given = (...elements: readonly Uint8Array[]) =>
      session(message(33, ...elements))?.message.pco?.pcscf;
    expect(given(element(78, containers(1)), element(197, containers(2)))).toEqual(['10.0.0.2']);
    expect(given(element(163, containers(3)))).toEqual(['10.0.0.3']);
  });

  test('bearers that a deletion names', () => {
    const facts = session(
      message(99, element(73, [6], 0), element(73, [7], 1), element(73, [8], 1)),
    )?.message;
    expect(facts).toMatchObject({ procedure: 'release-bearer', linked: 6, bearers: [{ id: 7 }, { id: 8 }] });
  });

  test('both addresses of an end', () => {
    const end = [0xc7, ...u32(9), 10, 0, 0, 1, ...Array(15).fill(0), 1];
    expect(
      session(message(32, element(71, join([3], latin1('ims'))), element(87, end)))?.message,
    ).toMatchObject({
      apn: 'ims',
      controlTunnels: ['10.0.0.1 0x00000009', '::1 0x00000009'],
    });
  });

  test('other messages are about nothing here', () => {
    expect(session(message(1))).toBeNull();
    expect(session(message(176))).toBeNull();
  });

  test('elements of any octets are read to an end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(32, 33, 34, 95, 96, 99, 100),
        fc.array(
          fc.tuple(
            fc.constantFrom(1, 2, 71, 72, 73, 75, 76, 78, 79, 80, 87, 93, 99, 100, 163, 197),
            fc.uint8Array({ maxLength: 40 }),
          ),
          { maxLength: 10 },
        ),
        (type, elements) => {
          session(message(type, ...elements.map(([kind, value]) => element(kind, value))));
        },
      ),
    );
  });
});
