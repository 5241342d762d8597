import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { latin1 } from '../../../src/bytes/latin1.ts';
import { KeyIndex } from '../../../src/output/keys/key-index.ts';

const KEY = Uint8Array.from(Buffer.from('45f2e00f2d9cd27e5e8ac53402d0a47a', 'hex'));
const HEX = toHex(KEY);
/** Without its padding. */
const BARE = Buffer.from(KEY).toString('base64').slice(0, 22);

function hide(text: string, ...keys: Uint8Array[]): string {
  const index = new KeyIndex();
  for (const key of keys.length > 0 ? keys : [KEY]) index.learn(key);
  return index.hide(text);
}

describe('a key is hidden', () => {
  test.each([
    ['hex', `a="${HEX}";b`, 'a="(hidden)";b'],
    ['hex in capitals', `0x${HEX.toUpperCase()},`, '0x(hidden),'],
    ['half of it', `x ${HEX.slice(0, 16)} y ${HEX.slice(16)} z`, 'x (hidden) y (hidden) z'],
    ['inside more digits', `(${HEX}00112233)`, '((hidden))'],
    ['base64', `nonce="${Buffer.from(KEY).toString('base64')}",`, 'nonce="(hidden)",'],
    ['hex and base64 without a gap', `${toHex(KEY)}0x${Buffer.from(KEY).toString('base64')}.`, '(hidden).'],
    // Without padding, behind one to four letters: it does not begin a group of four of the run.
    ['base64 behind m', `sip:[m${BARE} SIP`, 'sip:[(hidden) SIP'],
    ['base64 behind ma', `sip:[ma${BARE} SIP`, 'sip:[(hidden) SIP'],
    ['base64 behind mal', `sip:[mal${BARE} SIP`, 'sip:[(hidden) SIP'],
    ['base64 behind mall', `sip:[mall${BARE} SIP`, 'sip:[(hidden) SIP'],
    ['base64url', `n=${Buffer.from(KEY).toString('base64url')};`, 'n=(hidden);'],
    ['base64 of more', `n=${Buffer.concat([KEY.subarray(3), KEY]).toString('base64')};`, 'n=(hidden);'],
    ['octets', `a ${latin1(KEY)} b`, 'a (hidden) b'],
    ['shortened hex', `nonce ${HEX.slice(0, 8)}…`, 'nonce (hidden)'],
    ['shortened base64', `nonce ${Buffer.from(KEY).toString('base64').slice(0, 8)}…`, 'nonce (hidden)'],
    ['twice', `${HEX} and ${HEX}`, '(hidden) and (hidden)'],
  ])('as %s', (form, text, shown) => {
    expect(hide(text)).toBe(shown);
    const index = new KeyIndex();
    index.learn(KEY);
    const isWhole = !form.startsWith('half') && !form.startsWith('shortened');
    expect(index.mayBeIn(Buffer.from(text, 'latin1'))).toBe(isWhole);
  });

  test('of ordinary characters', () => {
    expect(hide('k=0123456789ABCDEF.', Uint8Array.from(Buffer.from('0123456789ABCDEF')))).toBe('k=(hidden).');
  });

  test('of ASCII characters with control characters among them', () => {
    const key = Uint8Array.from(Buffer.from('0123\u0001567 9ABCDEF'));
    expect(hide(`k=${latin1(key)}.`, key)).toBe('k=(hidden).');
    expect(hide(`k=${toHex(key)}.`, key)).toBe('k=(hidden).');
  });

  test('with the key of an SA, which is longer', () => {
    const longer = Uint8Array.from([...KEY, 0, 0, 0, 0]);
    expect(hide(`0x${toHex(longer)}`, longer)).toBe('0x(hidden)');
  });

  test('wherever it stands', () => {
    const filler = fc.string({ unit: fc.constantFrom(...' ;,"=\r\n.g\u00e9'), maxLength: 40 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), filler, filler, (key, before, after) => {
        fc.pre(new Set(key.subarray(0, 6)).size > 1);
        for (const form of [toHex(key), Buffer.from(key).toString('base64')])
          expect(hide(`${before}"${form}"${after}`, key)).toBe(`${before}"(hidden)"${after}`);
      }),
    );
  });
});

test.each([
  `Call-ID: ${'0123456789abcdef'.repeat(2)}@10.0.0.1`,
  'branch=z9hG4bK-524287-1---8d6f3c2b1a09f8e7',
  'nonce="Z2uLuEznJn3VIN7KSBHI8QpT5jY1LwaYf0L+QlrO3YA="',
  `icid-value=${'0'.repeat(32)}`,
  'Subject: Grüße …',
])('ordinary text stays: %s', text => expect(hide(text)).toBe(text));

test.each([
  [`Digest ck="${'0f'.repeat(16)}"`, true],
  [`IK = ${'0F'.repeat(16)}`, true],
  [`a/ck =${'1a'.repeat(16)}`, true],
  ['Digest ck="0"', false],
  [`back=${'0f'.repeat(16)}`, false],
  ['ck', false],
  ['back-to-back', false],
  ['the quick fox', false],
])('may %j name a key? %s', (text, may) => expect(new KeyIndex().mayBeIn(Buffer.from(text))).toBe(may));

test('zeros are no key', () => {
  expect(hide('icid=00000000000000000000', new Uint8Array(16))).toBe('icid=00000000000000000000');
});

test('there is a bound: the oldest keys of captures are forgotten, given ones are not', () => {
  const index = new KeyIndex(8);
  const given = Uint8Array.from({ length: 16 }, (_, i) => 255 - i);
  index.learn(given, true);
  const keys = [1, 2, 3].map(first => Uint8Array.from({ length: 16 }, (_, i) => first * 16 + i));
  for (const key of keys) index.learn(key);
  expect(keys.map(key => index.hide(toHex(key)))).toEqual([
    toHex(keys[0] as Uint8Array),
    '(hidden)',
    '(hidden)',
  ]);
  expect(index.hide(toHex(given))).toBe('(hidden)');
});
