import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText, parseAddress } from '../../../../src/bytes/address.ts';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';

const mapping = new Mapping(Buffer.from('one secret'));

function other(text: string): string {
  const bytes = parseAddress(text) as Uint8Array;
  mapping.address(bytes, 0, bytes.length as 4 | 16);
  return addressText(bytes, 0, bytes.length as 4 | 16);
}

/** The networks whose addresses stay among themselves. */
const kind = (text: string) =>
  [
    /^10\./,
    /^172\.(1[6-9]|2\d|3[01])\./,
    /^192\.168\./,
    /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
    /^169\.254\./,
  ]
    .map(pattern => pattern.test(text))
    .join();

describe('IPv4', () => {
  test('keeps length of the text and kind of network, and is another address', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        const shown = other(address);
        expect(shown.length).toBe(address.length);
        expect(kind(shown)).toBe(kind(address));
        const first = Number(address.split('.')[0]);
        if (first === 0 || first === 127 || first >= 224) expect(shown).toBe(address);
        else expect(shown).not.toBe(address);
      }),
      { numRuns: 2000 },
    );
  });

  test('is one to one', () => {
    for (const network of ['192.168', '10.20', '203.0'])
      expect(
        new Set(Array.from({ length: 65_536 }, (_, i) => other(`${network}.${i >> 8}.${i & 255}`))).size,
      ).toBe(65_536);
    const firsts = Array.from({ length: 256 }, (_, i) => other(`${i}.200.7.9`).split('.')[0]);
    expect(new Set(firsts).size).toBe(256);
  });

  test('keeps networks together', () => {
    const network = (text: string) => text.split('.').slice(0, 3).join('.');
    expect(network(other('203.0.113.7'))).toBe(network(other('203.0.113.99')));
    expect(network(other('203.0.113.7'))).not.toBe(network(other('203.0.114.7')));
  });
});

describe('IPv6', () => {
  test('keeps the length of the text, and is another address', () => {
    const group = fc.integer({ min: 1, max: 0xffff });
    fc.assert(
      fc.property(
        fc.constantFrom('2001', 'fd00', 'fe80'),
        fc.array(group, { minLength: 2, maxLength: 6 }),
        (first, rest) => {
          const text = addressText(
            parseAddress(`${first}::${rest.map(part => part.toString(16)).join(':')}`) as Uint8Array,
            0,
            16,
          );
          const shown = other(text);
          expect(shown.length).toBe(text.length);
          expect(shown.slice(0, first === '2001' ? 1 : 2)).toBe(first.slice(0, first === '2001' ? 1 : 2));
          expect(shown).not.toBe(text);
        },
      ),
    );
  });

  test.each(['::', '::1', 'ff02::1'])('%s stays', address => expect(other(address)).toBe(address));

  test('with IPv4 in it is that of the IPv4', () => {
    expect(other('::ffff:10.1.2.3')).toBe(`::ffff:${other('10.1.2.3')}`);
  });

  test('is one to one in a network', () => {
    const all = Array.from({ length: 65_536 }, (_, i) => other(`2001:db8::1:${i.toString(16)}`));
    expect(new Set(all).size).toBe(65_536);
  });
});
