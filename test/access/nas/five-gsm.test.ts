import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFiveGsm } from '../../../src/access/nas/five-gsm.ts';

const gsm = (hex: string) => readFiveGsm(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));

describe('5GSM', () => {
  test('an establishment request asks', () => {
    expect(gsm('2e 05 01 c1 ffff 93 a1 7b 0007 80 000c00 000100')?.session).toMatchObject({
      procedure: 'connect',
      part: 'request',
      linked: 5,
      transaction: 1,
      pdnType: 'ipv4v6',
      pco: { pcscfAsked: ['ipv4', 'ipv6'] },
    });
  });

  test('an accept gives', () => {
    const { session, whole } =
      gsm(
        '2e 05 01 c2 11 0009 010006 31310101ff01 06 0603e8 0603e8 59 32 29 05 01 0a2e0002 79 0006 012041010105 7b 0008 80 000c04 0a048015 25 04 03696d73',
      ) ?? {};
    expect(whole).toBe(true);
    expect(session).toMatchObject({
      part: 'accept',
      pdnType: 'ipv4',
      ue: ['10.46.0.2'],
      ambr: { downKbps: 1_000_000, upKbps: 1_000_000 },
      cause: { kind: '5gsm', number: 50 },
      bearers: [{ id: 1, qci: 5 }],
      apn: 'ims',
      pco: { pcscf: ['10.4.128.21'] },
    });
  });

  test.each([
    ['2e 05 01 c3 1b', { part: 'reject', cause: { number: 27, name: 'Missing or unknown DNN' } }],
    ['2e 05 01 cb 79 0006 022041010101', { procedure: 'update-bearer', bearers: [{ id: 2, qci: 1 }] }],
    [
      '2e 05 01 cb 79 001a 022045 010101 02030100 29 0303010031 0403010040 0503010080',
      {
        bearers: [
          {
            id: 2,
            qci: 1,
            guaranteed: { downKbps: 49, upKbps: 41 },
            maximum: { downKbps: 128, upKbps: 64 },
          },
        ],
      },
    ],
    // Deleted flows are none.
    ['2e 05 01 cb 79 0003 024000', { bearers: [] }],
    ['2e 05 01 d3 24', { procedure: 'release', part: 'request', cause: { number: 36 } }],
    ['2e 05 01 d4', { procedure: 'release', part: 'accept' }],
  ])('%s', (hex, members) => {
    expect(gsm(hex)?.session).toMatchObject(members);
  });

  test.each([
    '',
    '2e0501',
    '7e 05 01 c1',
    '2e 05 01 ff',
    '2e 05 01 c1 ff',
    '2e 05 01 c3',
    '2e 05 01 c2 11 0009 01',
  ])('%s is none, or has not its mandatory part', hex => {
    expect(gsm(hex)).toBeNull();
  });

  test('any octets behind a message type are read to an end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xc0, max: 0xd7 }), fc.uint8Array({ maxLength: 120 }), (type, rest) => {
        readFiveGsm(Uint8Array.of(0x2e, 5, 1, type, ...rest));
      }),
      { numRuns: 2000 },
    );
  });
});
