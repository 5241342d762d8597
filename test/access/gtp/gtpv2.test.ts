import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gtpElements, readGtpv2 } from '../../../src/access/gtp/gtpv2.ts';
import {
  GTP_CREATE_BEARER,
  GTP_CREATE_REQUEST,
  GTP_CREATE_RESPONSE,
} from '../../support/access/real-messages.ts';
import { join } from '../../support/captures/packets.ts';

const read = (bytes: Uint8Array) => readGtpv2(bytes, 0, bytes.length);

describe('GTPv2-C', () => {
  test('header and elements', () => {
    const [message, ...others] = read(GTP_CREATE_REQUEST);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ type: 32, teid: 6, sequence: 31, whole: true });
    expect(message?.elements[0]).toMatchObject({ type: 1, instance: 0 });
  });

  test('a message that rides on another', () => {
    // The flag of the first says that a second follows (TS 29.274 §5.5.1).
    const first = GTP_CREATE_RESPONSE.slice();
    first[0] = 0x58;
    expect(read(join(first, GTP_CREATE_BEARER)).map(({ type }) => type)).toEqual([33, 95]);
    expect(read(join(GTP_CREATE_RESPONSE, GTP_CREATE_BEARER)).map(({ type }) => type)).toEqual([33]);
  });

  test('a message without TEID, such as an echo', () => {
    expect(read(Uint8Array.from(Buffer.from('4001000900000100' + '0300010005', 'hex')))).toMatchObject([
      { type: 1, teid: null, sequence: 1, whole: true },
    ]);
  });

  test('what is cut keeps the elements before the cut', () => {
    const [message] = readGtpv2(GTP_CREATE_REQUEST, 0, 60);
    expect([message?.whole, message?.elements.map(({ type }) => type)]).toEqual([false, [1, 75, 86, 83]]);
  });

  test.each(['', '48', '3020000c000000060000', '4820000100000006', '2820000800000006'])('%s is none', hex => {
    expect(read(Uint8Array.from(Buffer.from(hex, 'hex')))).toEqual([]);
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const { elements } = gtpElements(bytes);
        expect(elements.reduce((sum, { data }) => sum + 4 + data.length, 0)).toBeLessThanOrEqual(
          bytes.length,
        );
        expect(read(join([0x58], bytes)).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
