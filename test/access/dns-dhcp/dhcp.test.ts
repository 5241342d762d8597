import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDhcpv4, readDhcpv6 } from '../../../src/access/dns-dhcp/dhcp.ts';
import { parseAddress } from '../../../src/bytes/address.ts';
import { dhcpv4, dhcpv6, labels } from '../../support/access/lookup-packets.ts';
import { join, u16, u32 } from '../../support/captures/packets.ts';

const V6 = parseAddress('2001:db8::7') as Uint8Array;

describe('DHCPv4', () => {
  test('a client asks for SIP servers', () => {
    expect(readDhcpv4(dhcpv4(1, { transaction: 9 }, [55, [1, 3, 120]]))).toMatchObject({
      version: 4,
      name: 'DISCOVER',
      isAnswer: false,
      transaction: expect.stringMatching(/^00000009/),
      asked: true,
      addresses: [],
      ue: null,
    });
    expect(readDhcpv4(dhcpv4(1, {}, [55, [1, 3]]))?.asked).toBe(false);
  });

  test('a server gives them as addresses or names', () => {
    const bytes = dhcpv4(
      5,
      { ue: '10.46.0.2' },
      [120, [1, 10, 4, 128, 21, 10, 4, 128, 22]],
      [6, [8, 8, 8, 8]],
    );
    expect(readDhcpv4(bytes)).toMatchObject({
      name: 'ACK',
      isAnswer: true,
      addresses: ['10.4.128.21', '10.4.128.22'],
      names: [],
      ue: '10.46.0.2',
      dns: ['8.8.8.8'],
    });
    expect(
      readDhcpv4(dhcpv4(5, {}, [120, join([0], labels('p1.example'), labels('p2.example'))])),
    ).toMatchObject({
      addresses: [],
      names: ['p1.example', 'p2.example'],
    });
  });

  test('an option in two pieces is one', () => {
    expect(readDhcpv4(dhcpv4(5, {}, [120, [1, 10, 4]], [120, [128, 21]]))?.addresses).toEqual([
      '10.4.128.21',
    ]);
  });

  test('an option in very many pieces is one, and of its servers the first are kept', () => {
    const pieces = Array.from({ length: 20_000 }, (_, i) => [120, [i === 0 ? 1 : i & 255]] as const);
    expect(readDhcpv4(dhcpv4(5, {}, ...pieces))?.addresses).toHaveLength(32);
    const name = labels('p');
    const names = Array.from({ length: 80 }, () => [120, name] as const);
    expect(readDhcpv4(dhcpv4(5, {}, [120, [0]], ...names))?.names).toEqual(Array(32).fill('p'));
  });

  test.each([
    ['too short', new Uint8Array(239)],
    ['BOOTP without the cookie', new Uint8Array(300)],
    ['an unknown message', dhcpv4(77)],
  ])('%s is none', (_, bytes) => {
    expect(readDhcpv4(bytes)).toBeNull();
  });
});

describe('DHCPv6', () => {
  test('a client asks, a server gives', () => {
    expect(readDhcpv6(dhcpv6(11, 9, [6, u16(22)]))).toMatchObject({
      version: 6,
      name: 'INFORMATION-REQUEST',
      isAnswer: false,
      transaction: '000009',
      asked: true,
    });
    const lease = join(u32(1), u32(0), u32(0), u16(5), u16(24), V6, u32(0), u32(0));
    expect(
      readDhcpv6(dhcpv6(7, 9, [22, V6], [21, labels('p1.example')], [23, V6], [3, lease])),
    ).toMatchObject({
      name: 'REPLY',
      isAnswer: true,
      addresses: ['2001:db8::7'],
      names: ['p1.example'],
      dns: ['2001:db8::7'],
      ue: '2001:db8::7',
    });
  });

  test('inside relays', () => {
    const inner = dhcpv6(11, 9, [6, u16(21)]);
    const relayed = join([12, 0], V6, V6, u16(9), u16(inner.length), inner);
    expect(readDhcpv6(relayed)).toMatchObject({ name: 'INFORMATION-REQUEST', asked: true });
    // A relay that has nothing inside.
    expect(readDhcpv6(join([12, 0], V6, V6))).toBeNull();
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['an unknown message', dhcpv6(99, 1)],
  ])('%s is none', (_, bytes) => {
    expect(readDhcpv6(bytes)).toBeNull();
  });
});

test('any octets are read to an end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 1, max: 13 }), (rest, type) => {
      readDhcpv6(join([type], rest));
      readDhcpv4(join(dhcpv4(type).subarray(0, 240), rest));
    }),
    { numRuns: 1000 },
  );
});
