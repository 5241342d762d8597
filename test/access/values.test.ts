import { describe, expect, test } from 'vitest';
import {
  addressAt,
  addressesIn,
  givenAddresses,
  gtpPdnTypeOf,
  labelsText,
  pdnTypeOf,
  plmnOf,
  sessionTypeOf,
  tbcdDigits,
} from '../../src/access/values.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('values of the access network', () => {
  test.each([
    ['00 01 11 32 54 76 98 f3', '001011234567893'],
    ['53 26 42 01 84 83 04 10', '3562241048384001'],
    ['', ''],
    // A nibble beyond 9 ends the number.
    ['f1', '1'],
    ['1f', ''],
    ['f1 23', '1'],
  ])('digits of %s', (hex, digits) => {
    expect(tbcdDigits(octets(hex))).toBe(digits);
  });

  test.each([
    ['00f110', { mcc: '001', mnc: '01' }],
    ['130062', { mcc: '310', mnc: '260' }],
    ['99f907', { mcc: '999', mnc: '70' }],
    ['fff110', null],
    ['00f1', null],
  ])('PLMN %s', (hex, plmn) => {
    expect(plmnOf(octets(hex), 0)).toEqual(plmn);
  });

  test.each([
    ['03 696d73', 'ims'],
    ['08 696e7465726e6574 06 6d6e63303031', 'internet.mnc001'],
    ['03 696d73 00', 'ims'],
    ['', null],
    ['00', null],
    ['05 696d73', null],
    ['40 696d73', null],
  ])('labels %s', (hex, text) => {
    expect(labelsText(octets(hex))).toBe(text);
  });

  test('types by their numbers', () => {
    expect([1, 2, 3, 4, 5, 0, 6].map(gtpPdnTypeOf)).toEqual([
      ...['ipv4', 'ipv6', 'ipv4v6', 'non-ip', 'ethernet'],
      null,
      null,
    ]);
    expect([1, 2, 3, 5, 6, 0, 4].map(pdnTypeOf)).toEqual([
      'ipv4',
      'ipv6',
      'ipv4v6',
      'non-ip',
      'ethernet',
      null,
      null,
    ]);
    expect([1, 2, 3, 4, 5, 0, 7].map(sessionTypeOf)).toEqual([
      ...['ipv4', 'ipv6', 'ipv4v6', 'unstructured', 'ethernet'],
      ...[null, null],
    ]);
  });

  test('addresses, whole ones only', () => {
    const bytes = octets('0a048015 c0a86505 ff');
    expect(addressAt(bytes, 0, 4)).toBe('10.4.128.21');
    expect(addressAt(bytes, 6, 4)).toBeNull();
    expect(addressAt(bytes, 0, 16)).toBeNull();
    expect(addressesIn(bytes, 0, 4)).toEqual(['10.4.128.21', '192.168.101.5']);
    expect(addressesIn(new Uint8Array(60_000), 0, 4)).toHaveLength(32);
  });

  test('addresses that ask for one are none', () => {
    expect(givenAddresses('0.0.0.0', '::', null, '::7', '10.46.0.2')).toEqual(['::7', '10.46.0.2']);
  });
});
