import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflate } from '../../../src/net/tunnel/inflate.ts';
import { latin1 } from '../../support/captures/packets.ts';

const LIMIT = 65_536;
const TEXT = latin1('REGISTER sip:ims SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1\r\n'.repeat(50));

describe('what zlib packed', () => {
  test.each([
    ['dynamic codes', {}],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['stored', { level: 0 }],
    ['Huffman codes alone', { strategy: constants.Z_HUFFMAN_ONLY }],
  ])('%s', (_name, options) => {
    expect(inflate(deflateSync(TEXT, options), LIMIT)).toEqual(TEXT);
    expect(inflate(deflateRawSync(TEXT, options), LIMIT)).toEqual(TEXT);
    expect(inflate(gzipSync(TEXT, options), LIMIT)).toEqual(TEXT);
  });

  test('anything', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.array(fc.constantFrom(1, 2, 65), { maxLength: 3000 }).map(values => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(bytes, plain => {
        expect(inflate(deflateSync(plain), LIMIT)).toEqual(plain);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('more than the limit is not unpacked', () => {
  const bomb = deflateSync(new Uint8Array(1_000_000));
  expect(inflate(bomb, 999_999)).toBeNull();
  expect(inflate(bomb, 1_000_000)?.length).toBe(1_000_000);
});

test('whatever the bytes, there is an end and no exception', () => {
  const packed = deflateSync(TEXT);
  const change = fc.tuple(fc.nat({ max: packed.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.nat({ max: packed.length }),
      (changes, length) => {
        const damaged = Uint8Array.from(packed);
        for (const [offset, value] of changes) damaged[offset] = value;
        const plain = inflate(damaged.subarray(0, length), LIMIT);
        expect(plain === null || plain.length <= LIMIT).toBe(true);
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      inflate(bytes, LIMIT);
    }),
    { seed: 2, numRuns: 2000 },
  );
  expect(inflate(packed.slice(0, -20), LIMIT)).toBeNull();
});
