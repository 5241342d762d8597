import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EspPosition, headersAround, type OuterHeader } from '../../../src/net/rewrite/envelope.ts';
import { esp, fragments, gtpu, ip, ipv6, join, u16, u32, udp } from '../../support/captures/packets.ts';
import { gsmtap } from '../../support/captures/tunnel-packets.ts';

const FOUR = { source: '10.0.0.2', sourcePort: 4500, destination: '10.0.0.1', destinationPort: 4500 };
const SIX = { source: 'fd00::2', sourcePort: 2152, destination: 'fd00::1', destinationPort: 2152 };
const OUTER = { source: '192.0.2.1', sourcePort: 2152, destination: '192.0.2.2', destinationPort: 2152 };
const TOOL = { ...OUTER, destinationPort: 47_290 };
const ESP = esp(0x1234, 7, new Uint8Array(40));

function kinds(packet: Uint8Array, protocol = 4, start = 0): string[] | null {
  return names(headersAround(packet, start, protocol, position(packet)));
}

function names(headers: readonly OuterHeader[] | null): string[] | null {
  return headers?.map(({ kind, start, end }) => `${kind} ${end - start}`) ?? null;
}

/** The ESP packet stands at the end of each packet here. */
function position(packet: Uint8Array): EspPosition {
  return { reassembled: null, start: packet.length - ESP.length };
}

describe('the headers around ESP', () => {
  test.each([
    ['IPv4', ip(FOUR, 50, ESP), ['ipv4 20']],
    ['IPv6', ip(SIX, 50, ESP), ['ipv6 40']],
    [
      'IPv6 with extension headers and an atomic fragment',
      ipv6(SIX, 60, join([44, 1], new Uint8Array(14), [50, 0, 0, 0, 0, 0, 0, 9], ESP)),
      ['ipv6 40', 'extension 16', 'extension 8'],
    ],
    ['AH before it', ip(FOUR, 51, join([50, 4], new Uint8Array(22), ESP)), ['ipv4 20', 'extension 24']],
    ['in UDP', ip(FOUR, 17, udp(FOUR, ESP)), ['ipv4 20', 'udp-encapsulation 8']],
    ['IP in IP', ip(OUTER, 41, ip(SIX, 50, ESP)), ['ipv4 20', 'ipv6 40']],
    [
      'GTP-U',
      ip(OUTER, 17, udp(OUTER, gtpu(ip(SIX, 50, ESP), { extensions: [[0x85, [1, 2]]] }))),
      ['ipv4 20', 'udp 8', 'gtpu 16', 'ipv6 40'],
    ],
    ['IP in UDP', ip(TOOL, 17, udp(TOOL, ip(SIX, 50, ESP))), ['ipv4 20', 'udp 8', 'ipv6 40']],
    [
      'GSMTAP',
      ip(TOOL, 17, udp(TOOL, gsmtap(9, join([0x65, 0, 0, 1], ip(FOUR, 50, ESP))))),
      ['ipv4 20', 'udp 8', 'gsmtap 20', 'ipv4 20'],
    ],
    ['GRE', ip(OUTER, 47, join(u16(0), u16(0x0800), ip(FOUR, 50, ESP))), ['ipv4 20', 'gre 4', 'ipv4 20']],
    [
      'GRE with checksum, key and sequence number',
      ip(OUTER, 47, join(u16(0xb000), u16(0x86dd), u32(0), u32(1), u32(2), ip(SIX, 50, ESP))),
      ['ipv4 20', 'gre 16', 'ipv6 40'],
    ],
  ])('%s', (_, packet, expected) => {
    const protocol = (packet[0] as number) >> 4 === 4 ? 4 : 41;
    expect(kinds(packet, protocol)).toEqual(expected);
    expect(kinds(join([1, 2, 3], packet), protocol, 3)).toEqual(expected);
  });

  test('ESP right at the start has none', () => {
    expect(kinds(ESP, 50)).toEqual([]);
  });

  test('another ESP packet than the one meant is not taken for it', () => {
    const packet = ip(FOUR, 50, ESP);
    expect(headersAround(packet, 0, 4, { reassembled: null, start: 28 })).toBeNull();
  });

  test('what is not known leads nowhere', () => {
    expect(kinds(ip(FOUR, 17, udp(FOUR, join(new Uint8Array(8), ESP))))).toBeNull();
    expect(kinds(ip(OUTER, 47, join(u16(0x4000), u16(0x0800), ip(FOUR, 50, ESP))))).toBeNull();
    expect(kinds(ip(FOUR, 6, ESP))).toBeNull();
  });
});

describe('fragments', () => {
  test('the last fragment leads into the whole payload', () => {
    const last = fragments(FOUR, 50, ESP, 24, 9).at(-1) as Uint8Array;
    expect(names(headersAround(last, 0, 4, { reassembled: ESP, start: 0 }))).toEqual(['ipv4 20']);
    const six = fragments(SIX, 50, ESP, 24, 9).at(-1) as Uint8Array;
    expect(names(headersAround(six, 0, 41, { reassembled: ESP, start: 0 }))).toEqual([
      'ipv6 40',
      'fragment 8',
    ]);
  });

  test('a fragmented tunnel, and a fragment in a tunnel', () => {
    const tunnel = udp(OUTER, gtpu(ip(FOUR, 50, ESP)));
    const outer = fragments(OUTER, 17, tunnel, 40, 9).at(-1) as Uint8Array;
    const start = tunnel.length - ESP.length;
    expect(names(headersAround(outer, 0, 4, { reassembled: tunnel, start }))).toEqual([
      'ipv4 20',
      'udp 8',
      'gtpu 8',
      'ipv4 20',
    ]);
    const inner = fragments(FOUR, 50, ESP, 24, 9).at(-1) as Uint8Array;
    const packet = ip(OUTER, 17, udp(OUTER, gtpu(inner)));
    expect(names(headersAround(packet, 0, 4, { reassembled: ESP, start: 0 }))).toEqual([
      'ipv4 20',
      'udp 8',
      'gtpu 8',
      'ipv4 20',
    ]);
  });

  test('both at once: the way is lost', () => {
    const inner = fragments(FOUR, 50, ESP, 24, 9).at(-1) as Uint8Array;
    const outer = fragments(OUTER, 17, udp(OUTER, gtpu(inner)), 24, 9).at(-1) as Uint8Array;
    expect(headersAround(outer, 0, 4, { reassembled: ESP, start: 0 })).toBeNull();
  });
});

test('any bytes: an answer, never a throw', () => {
  const around = fc.constantFrom(4, 41, 17, 47, 51, 60, 50);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      around,
      fc.nat(200),
      fc.boolean(),
      (bytes, protocol, start, whole) => {
        const headers = headersAround(bytes, 0, protocol, { reassembled: whole ? null : bytes, start });
        for (const header of headers ?? []) expect(header.start).toBeLessThan(header.end);
      },
    ),
  );
});
