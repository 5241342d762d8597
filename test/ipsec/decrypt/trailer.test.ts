import { expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { Trailer } from '../../../src/ipsec/decrypt/trailer.ts';

function read(hex: string, start = 0): Trailer | null {
  const trailer = new Trailer();
  const bytes = fromHex(`${hex}ffff`) as Uint8Array;
  return trailer.read(bytes, start, bytes.length - 2) ? trailer : null;
}

test('no padding', () => {
  expect(read('aabb0011')).toMatchObject({ payloadEnd: 2, nextHeader: 17, monotone: true });
});

test('padding 1, 2, 3 is monotone', () => {
  expect(read('aa0102030306')).toMatchObject({ payloadEnd: 1, nextHeader: 6, monotone: true });
});

test('other padding is told apart', () => {
  expect(read('aa0102000306')).toMatchObject({ payloadEnd: 1, monotone: false });
  expect(read('aa0000000306')).toMatchObject({ payloadEnd: 1, monotone: false });
});

test('padding may fill everything, but not more', () => {
  expect(read('0102020b')).toMatchObject({ payloadEnd: 0, nextHeader: 11 });
  expect(read('01020306')).toBeNull();
  expect(read('aaaa01020206', 3)).toBeNull();
  expect(read('06')).toBeNull();
});

test('255 octets of padding', () => {
  const padding = Array.from({ length: 255 }, (_, i) => (i + 1).toString(16).padStart(2, '0')).join('');
  expect(read(`aabb${padding}ff11`)).toMatchObject({ payloadEnd: 2, monotone: true });
});

test('a trailer alone: a payload of nothing; one octet is no trailer, wherever it stands', () => {
  expect(read('003b')).toMatchObject({ payloadEnd: 0, nextHeader: 59, monotone: true });
  expect(read('aa003b', 1)).toMatchObject({ payloadEnd: 1, nextHeader: 59 });
  expect(read('aa003b', 2)).toBeNull();
});
