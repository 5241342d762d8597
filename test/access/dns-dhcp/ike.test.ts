import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIkeInit } from '../../../src/access/dns-dhcp/ike.ts';
import { ikeInit } from '../../support/access/lookup-packets.ts';
import { join } from '../../support/captures/packets.ts';

const read = (bytes: Uint8Array) => readIkeInit(bytes, 0, bytes.length);

describe('IKE_SA_INIT', () => {
  test.each([
    ['a request', ikeInit(5), { spi: '1111111100000005', isAnswer: false, error: null }],
    ['an answer', ikeInit(5, { isAnswer: true }), { spi: '1111111100000005', isAnswer: true, error: null }],
    ['behind the marker of port 4500', join([0, 0, 0, 0], ikeInit(5)), { spi: '1111111100000005' }],
    ['an error', ikeInit(5, { isAnswer: true, notify: 14 }), { error: 'NO_PROPOSAL_CHOSEN' }],
    ['another error', ikeInit(5, { isAnswer: true, notify: 9000 }), { error: '9000' }],
    // From 16384 on a notification is no error: NAT_DETECTION_SOURCE_IP.
    ['a notification', ikeInit(5, { isAnswer: true, notify: 16_388 }), { error: null }],
  ])('%s', (_, bytes, facts) => {
    expect(read(bytes)).toMatchObject(facts);
  });

  test('other exchanges and other bytes are none', () => {
    const auth = ikeInit(5);
    auth[18] = 35;
    expect(read(auth)).toBeNull();
    expect(read(ikeInit(5).subarray(0, 27))).toBeNull();
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), rest => {
        const bytes = join(ikeInit(5, { notify: 14 }), rest);
        bytes.set(rest.subarray(0, 8), 28);
        read(bytes);
      }),
    );
  });
});
