import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressText, parseAddress } from '../../../src/bytes/address.ts';
import { isAddressOf, parseAddressPattern } from '../../../src/ipsec/given/address-pattern.ts';

function fits(pattern: string, address: string): boolean | null {
  const family = address.includes(':') ? 6 : 4;
  const parsed = parseAddressPattern(pattern, family);
  const octets = parseAddress(address) as Uint8Array;
  return parsed === null ? null : isAddressOf(parsed, Uint8Array.from([9, ...octets]), 1);
}

test.each([
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['*', '10.0.0.1', true],
  ['*', '2001:db8::1', true],
  ['10.0.*.*', '10.0.7.9', true],
  ['10.0.*.*', '10.1.7.9', false],
  ['*.0.0.1', '99.0.0.1', true],
  ['2001:db8:*:0:0:0:0:1', '2001:db8:77::1', true],
  ['2001:db8:*::1', '2001:db8:77::1', true],
  ['2001:db8:*::1', '2001:db9:77::1', false],
  ['2001:DB8::*', '2001:db8::ffff', true],
  ['10.0.0.0/8', '10.9.8.7', true],
  ['10.0.0.0/8', '11.9.8.7', false],
  ['10.1.2.4/30', '10.1.2.7', true],
  ['10.1.2.4/30', '10.1.2.8', false],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['0.0.0.0/0', '1.2.3.4', true],
])('%s and %s: %s', (pattern, address, expected) => {
  expect(fits(pattern, address)).toBe(expected);
});

test.each([
  ['', 4],
  ['10.0.0', 4],
  ['10.*', 4],
  ['10.0.0.1*', 4],
  ['10.0.0.256', 4],
  ['10.0.0.0/33', 4],
  ['10.0.0.0/', 4],
  ['10.0.*.*/8', 4],
  ['::1', 4],
  ['10.0.0.1', 6],
  ['2001:db8:*', 6],
  ['ue.example', 4],
] as const)('%s is no pattern of IPv%d', (text, family) => {
  expect(parseAddressPattern(text, family)).toBeNull();
});

test('an address is a pattern of itself alone', () => {
  const octets = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(octets, fc.nat(15), (address, place) => {
      const text = addressText(address, 0, address.length as 4 | 16);
      expect(fits(text, text)).toBe(true);
      const other = address.slice();
      const at = place % address.length;
      other[at] = (other[at] as number) ^ 1;
      expect(fits(text, addressText(other, 0, address.length as 4 | 16))).toBe(false);
    }),
  );
});
