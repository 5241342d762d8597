import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epsMobility, fiveGsMobility } from '../../../src/access/nas/mobility.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('EMM', () => {
  test.each([
    ['07 44 0f', 'Attach reject', 15],
    ['07 54', 'Authentication reject', null],
    ['07 5c 14', 'Authentication failure', 20],
    ['07 5c 15 30 0e 00', 'Authentication failure', 21],
    ['07 45 01', 'Detach request', null],
    ['07 45 01 53 02', 'Detach request', 2],
    // What a phone sends has its identity there.
    ['07 45 09 0b f6 00f110 0002 01 c0000b2a', 'Detach request', null],
    ['07 4e 09', 'Service reject', 9],
    ['07 42 02 49 03 000000 0004 5200c1ff 53 12', 'Attach accept', 18],
    ['07 42 02 49 03 000000 0004 5200c1ff 50 01 53', 'Attach accept', null],
    ['07 49 00 5a49 53 28', 'Tracking area update accept', 40],
  ])('%s: %s, cause %s', (hex, name, cause) => {
    const message = epsMobility(octets(hex));
    expect([message?.name, message?.cause?.number ?? null]).toEqual([name, cause]);
  });
});

describe('5GMM', () => {
  test.each([
    ['7e 00 44 07', 'Registration reject', 7],
    ['7e 00 59 15 30 0e', 'Authentication failure', 21],
    ['7e 00 58', 'Authentication reject', null],
    ['7e 00 45 01 000b', 'Deregistration request', null],
    ['7e 00 47 01 58 0b', 'Deregistration request', 11],
    ['7e 00 68 01 0002 2e05 12 05 58 5b', 'DL NAS transport', 91],
    ['7e 00 68 01 0002 2e05 12 58', 'DL NAS transport', null],
  ])('%s: %s, cause %s', (hex, name, cause) => {
    const message = fiveGsMobility(octets(hex));
    expect([message?.name, message?.cause?.number ?? null]).toEqual([name, cause]);
  });
});

test('other octets are none, and any are read to an end', () => {
  for (const hex of ['', '07', '07 00']) expect(epsMobility(octets(hex))).toBeNull();
  for (const hex of ['', '7e', '7e 00', '7e 00 00']) expect(fiveGsMobility(octets(hex))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(255), (rest, type) => {
      epsMobility(Uint8Array.of(7, type, ...rest));
      fiveGsMobility(Uint8Array.of(0x7e, 0, type, ...rest));
    }),
    { numRuns: 2000 },
  );
});
