import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText, canonicalAddress, endpointText, parseAddress } from '../../src/bytes/address.ts';

const CANONICAL: [text: string, canonical: string][] = [
  ['10.10.0.2', '10.10.0.2'],
  ['FD10::2', 'fd10::2'],
  ['[2001:db8:0:0:1:0:0:1]', '2001:db8::1:0:0:1'],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
];

describe('address text', () => {
  test.each(CANONICAL)('%s is %s', (text, canonical) => {
    const bytes = parseAddress(text) as Uint8Array;
    expect(addressText(bytes, 0, bytes.length as 4 | 16)).toBe(canonical);
  });

  test('any address written is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes => {
        expect(parseAddress(addressText(bytes, 0, 16))).toEqual(bytes);
        expect(parseAddress(addressText(bytes, 4, 4))).toEqual(bytes.slice(4, 8));
      }),
      { seed: 1 },
    );
  });

  test.each([
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    'a',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '',
  ])('%s is no address', text => expect(parseAddress(text)).toBeNull());

  test('an endpoint brackets IPv6 and shows an unknown port as such', () => {
    expect(endpointText('10.0.0.1', 0)).toBe('10.0.0.1:?');
    expect(endpointText('10.0.0.1', 5060)).toBe('10.0.0.1:5060');
    expect(endpointText('fd10::1', 6100)).toBe('[fd10::1]:6100');
  });

  test.each(CANONICAL)('%s is written %s, and a name is none', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
    expect(canonicalAddress(`${text}.ims.test`)).toBeNull();
    expect(canonicalAddress('')).toBeNull();
  });
});
