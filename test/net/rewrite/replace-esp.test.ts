import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../src/bytes/address.ts';
import { type OpenedEsp, replaceEsp } from '../../../src/net/rewrite/replace-esp.ts';
import {
  checksum,
  esp,
  ethernet,
  type Flow,
  fragments,
  gtpu,
  ip,
  ipv6,
  join,
  latin1,
  record,
  sll2,
  tcp,
  u16,
  u32,
  udp,
} from '../../support/captures/packets.ts';

const FOUR: Flow = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const SIX: Flow = { source: 'fd00::2', sourcePort: 5062, destination: 'fd00::1', destinationPort: 5068 };
const OUTER: Flow = {
  source: '192.0.2.1',
  sourcePort: 2152,
  destination: '192.0.2.2',
  destinationPort: 2152,
};
const NATT: Flow = { ...OUTER, sourcePort: 4500, destinationPort: 4500 };
const TEXT = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');
const ESP = esp(0x1234, 7, new Uint8Array(60).fill(0xee));

/** What the ESP packet in `container` carried; it is looked for by its bytes. */
function opened(
  flow: Flow,
  container: Uint8Array,
  nextHeader: number,
  payload: Uint8Array,
  changes: Partial<OpenedEsp> = {},
): OpenedEsp {
  const [source, destination] = [flow.source, flow.destination].map(text => parseAddress(text) as Uint8Array);
  return {
    family: source?.length === 4 ? 4 : 6,
    addresses: join(source as Uint8Array, destination as Uint8Array),
    ipStart: null,
    reassembled: null,
    start: Buffer.from(container).indexOf(ESP.subarray(0, 8)),
    nextHeader,
    payload,
    ...changes,
  };
}

function replaced(frame: Uint8Array, levels: readonly OpenedEsp[], linkType = 1) {
  return replaceEsp(record(frame, 1, { linkType }), levels);
}

const plain = (data: Uint8Array) => ({ data, outerDropped: false, checksumCorrected: false });

describe('transport mode', () => {
  test.each([
    ['IPv4, UDP', FOUR, 17, udp(FOUR, TEXT)],
    ['IPv6, UDP', SIX, 17, udp(SIX, TEXT)],
    ['IPv4, TCP', FOUR, 6, tcp(FOUR, { sequence: 9 }, TEXT)],
    ['IPv6, TCP', SIX, 6, tcp(SIX, { sequence: 9 }, TEXT)],
    ['ICMP', FOUR, 1, Uint8Array.of(8, 0, 0, 0, 1, 2, 3, 4)],
  ] as const)('%s', (_, flow, protocol, payload) => {
    const frame = ethernet(ip(flow, 50, ESP));
    expect(replaced(frame, [opened(flow, frame, protocol, payload)])).toEqual(
      plain(ethernet(ip(flow, protocol, payload))),
    );
  });

  test('what follows the packet in the frame goes', () => {
    const frame = join(ethernet(ip(FOUR, 50, ESP)), [0, 0, 0, 1, 2, 3, 4]);
    expect(replaced(frame, [opened(FOUR, frame, 17, udp(FOUR, TEXT))])?.data).toEqual(
      ethernet(ip(FOUR, 17, udp(FOUR, TEXT))),
    );
  });

  test('padding behind UDP that hides its length goes', () => {
    const frame = ethernet(ip(FOUR, 50, ESP));
    const payload = join(udp(FOUR, TEXT), new Uint8Array(30));
    expect(replaced(frame, [opened(FOUR, frame, 17, payload)])).toEqual(
      plain(ethernet(ip(FOUR, 17, udp(FOUR, TEXT)))),
    );
  });

  test('extension headers before ESP stay, the last one names what follows', () => {
    const options = (next: number) => [next, 0, 1, 4, 0, 0, 0, 0];
    const frame = sll2(ipv6(SIX, 0, join(options(60), options(50), ESP)));
    const expected = sll2(ipv6(SIX, 0, join(options(60), options(17), udp(SIX, TEXT))));
    expect(replaced(frame, [opened(SIX, frame, 17, udp(SIX, TEXT))], 276)).toEqual(plain(expected));
  });

  test('a checksum made for other addresses, as behind a NAT, is put right and said', () => {
    const frame = ethernet(ip(FOUR, 50, ESP));
    const before = udp({ ...FOUR, source: '172.16.0.9' }, TEXT);
    expect(replaced(frame, [opened(FOUR, frame, 17, before)])).toEqual({
      data: ethernet(ip(FOUR, 17, udp(FOUR, TEXT))),
      outerDropped: false,
      checksumCorrected: true,
    });
  });

  test('in UDP: the UDP header goes', () => {
    const frame = ethernet(ip(NATT, 17, udp(NATT, ESP)));
    expect(replaced(frame, [opened(NATT, frame, 6, tcp(NATT, { sequence: 1 }, TEXT))])).toEqual(
      plain(ethernet(ip(NATT, 6, tcp(NATT, { sequence: 1 }, TEXT)))),
    );
  });
});

describe('tunnel mode', () => {
  const inner = ip(FOUR, 17, udp(FOUR, TEXT));
  const six = ip(SIX, 17, udp(SIX, TEXT));

  test.each([
    ['IPv4 in IPv4', ip(OUTER, 50, ESP), 4, inner],
    ['IPv6 in IPv4', ip(OUTER, 50, ESP), 41, six],
    ['IPv4 in IPv6', ip(SIX, 50, ESP), 4, inner],
    ['in UDP', ip(NATT, 17, udp(NATT, ESP)), 4, inner],
  ])('%s: the inner packet follows the link header', (_, packet, nextHeader, payload) => {
    const frame = ethernet(packet, {
      vlans: [[0x8100, 3]],
      etherType: (packet[0] as number) >> 4 === 4 ? 0x0800 : 0x86dd,
    });
    const expected = ethernet(payload, {
      vlans: [[0x8100, 3]],
      etherType: nextHeader === 4 ? 0x0800 : 0x86dd,
    });
    expect(replaced(frame, [opened(OUTER, frame, nextHeader, payload)])).toEqual(plain(expected));
  });

  test('padding behind the inner packet goes', () => {
    const frame = ethernet(ip(OUTER, 50, ESP));
    const payload = join(inner, new Uint8Array(99));
    expect(replaced(frame, [opened(OUTER, frame, 4, payload)])).toEqual(plain(ethernet(inner)));
  });

  test('an inner fragment stays one', () => {
    const fragment = fragments(FOUR, 17, udp(FOUR, TEXT), 16, 7)[1] as Uint8Array;
    const frame = ethernet(ip(OUTER, 50, ESP));
    expect(replaced(frame, [opened(OUTER, frame, 4, fragment)])).toEqual(plain(ethernet(fragment)));
  });

  test('a link type that cannot hold the inner packet: nothing is made', () => {
    const frame = ip(OUTER, 50, ESP);
    expect(replaced(frame, [opened(OUTER, frame, 41, six)], 228)).toBeNull();
  });
});

describe('in tunnels: what is around stays, with its lengths and checksums right', () => {
  const inner = ip(FOUR, 17, udp(FOUR, TEXT));
  const bare = ip(FOUR, 50, ESP);

  test('GTP-U with extension headers', () => {
    const options = { teid: 77, extensions: [[0x85, [1, 2]]] as const };
    const frame = ethernet(ip(OUTER, 17, udp(OUTER, gtpu(bare, options))));
    expect(replaced(frame, [opened(FOUR, frame, 17, udp(FOUR, TEXT))])).toEqual(
      plain(ethernet(ip(OUTER, 17, udp(OUTER, gtpu(inner, options))))),
    );
  });

  test('GTP-U over UDP without a checksum keeps it so', () => {
    const without = (packet: Uint8Array) => {
      const copy = packet.slice();
      copy.set([0, 0], 26);
      return ethernet(copy);
    };
    const frame = without(ip(OUTER, 17, udp(OUTER, gtpu(bare))));
    expect(replaced(frame, [opened(FOUR, frame, 17, udp(FOUR, TEXT))])).toEqual(
      plain(without(ip(OUTER, 17, udp(OUTER, gtpu(inner))))),
    );
  });

  test('IP in IP; in tunnel mode the outermost names the version of the inner packet', () => {
    const frame = ethernet(ip(OUTER, 4, bare));
    expect(replaced(frame, [opened(FOUR, frame, 17, udp(FOUR, TEXT))])).toEqual(
      plain(ethernet(ip(OUTER, 4, inner))),
    );
    const six = ip(SIX, 17, udp(SIX, TEXT));
    expect(replaced(frame, [opened(FOUR, frame, 41, six)])).toEqual(plain(ethernet(ip(OUTER, 41, six))));
  });

  test('GRE, with a checksum of its own', () => {
    const gre = (packet: Uint8Array, type: number) => join(u16(0), u16(type), packet);
    const frame = ethernet(ip(OUTER, 47, gre(bare, 0x0800)));
    const six = ip(SIX, 17, udp(SIX, TEXT));
    expect(replaced(frame, [opened(FOUR, frame, 41, six)])).toEqual(
      plain(ethernet(ip(OUTER, 47, gre(six, 0x86dd)))),
    );
    const summed = (packet: Uint8Array) => {
      const sum = checksum(join(u16(0x8000), u16(0x0800), u32(0), packet));
      return ethernet(ip(OUTER, 47, join(u16(0x8000), u16(0x0800), u16(sum), u16(0), packet)));
    };
    expect(replaced(summed(bare), [opened(FOUR, summed(bare), 17, udp(FOUR, TEXT))])).toEqual(
      plain(summed(inner)),
    );
  });

  test('a tunnel that is not known: the innermost IP packet is kept, and it is said', () => {
    const strange = join(new Uint8Array(16), bare);
    const frame = ethernet(ip(OUTER, 17, udp(OUTER, strange)));
    const ipStart = frame.length - bare.length;
    expect(replaced(frame, [opened(FOUR, frame, 17, udp(FOUR, TEXT), { ipStart })])).toEqual({
      data: ethernet(inner),
      outerDropped: true,
      checksumCorrected: false,
    });
  });
});

describe('fragments', () => {
  const payload = udp(FOUR, TEXT);

  test.each([
    ['IPv4', FOUR],
    ['IPv6', SIX],
  ])('%s: the frame that completed the packet holds all of it, whole', (_, flow) => {
    const frame = ethernet(fragments(flow, 50, ESP, 24, 0).at(-1) as Uint8Array);
    const level = opened(flow, ESP, 17, udp(flow, TEXT), { reassembled: ESP });
    expect(replaced(frame, [level])).toEqual(plain(ethernet(ip(flow, 17, udp(flow, TEXT)))));
  });

  test('"don\'t fragment" stays', () => {
    const packet = fragments(FOUR, 50, ESP, 24, 0).at(-1) as Uint8Array;
    packet[6] = (packet[6] as number) | 0x40;
    const level = opened(FOUR, ESP, 17, payload, { reassembled: ESP });
    expect(replaced(ethernet(packet), [level])?.data[14 + 6]).toBe(0x40);
  });

  test('inside GTP-U, and of GTP-U', () => {
    const expected = ethernet(ip(OUTER, 17, udp(OUTER, gtpu(ip(FOUR, 17, payload)))));
    const inner = fragments(FOUR, 50, ESP, 24, 0).at(-1) as Uint8Array;
    const within = ethernet(ip(OUTER, 17, udp(OUTER, gtpu(inner))));
    const level = opened(FOUR, ESP, 17, payload, { reassembled: ESP });
    expect(replaced(within, [level])).toEqual(plain(expected));

    const tunnel = udp(OUTER, gtpu(ip(FOUR, 50, ESP)));
    const around = ethernet(fragments(OUTER, 17, tunnel, 48, 0).at(-1) as Uint8Array);
    const outer = opened(FOUR, tunnel, 17, payload, { reassembled: tunnel });
    expect(replaced(around, [outer])).toEqual(plain(expected));
  });

  test('both: the packet gets a new header with its addresses', () => {
    const inner = fragments(FOUR, 50, ESP, 24, 0).at(-1) as Uint8Array;
    const frame = ethernet(fragments(OUTER, 17, udp(OUTER, gtpu(inner)), 24, 0).at(-1) as Uint8Array);
    for (const flow of [FOUR, SIX]) {
      const level = opened(flow, ESP, 17, udp(flow, TEXT), { reassembled: ESP });
      expect(replaced(frame, [level])).toEqual({
        data: ethernet(ip(flow, 17, udp(flow, TEXT))),
        outerDropped: true,
        checksumCorrected: false,
      });
    }
  });
});

describe('ESP in ESP', () => {
  test('transport in transport, transport in tunnel: the innermost counts', () => {
    const frame = ethernet(ip(FOUR, 50, ESP));
    const first = opened(FOUR, frame, 50, ESP);
    const second = opened(FOUR, ESP, 17, udp(FOUR, TEXT));
    expect(replaced(frame, [first, second])).toEqual(plain(ethernet(ip(FOUR, 17, udp(FOUR, TEXT)))));

    const tunnelled = ip(SIX, 50, ESP);
    const outer = opened(FOUR, frame, 41, tunnelled);
    const within = opened(SIX, tunnelled, 17, udp(SIX, TEXT));
    expect(replaced(frame, [outer, within])).toEqual(plain(ethernet(ip(SIX, 17, udp(SIX, TEXT)))));
  });

  test('GTP-U within ESP: what is around the second stays', () => {
    const frame = ethernet(ip(OUTER, 50, ESP));
    const tunnel = udp(OUTER, gtpu(ip(FOUR, 50, ESP)));
    const levels = [opened(OUTER, frame, 17, tunnel), opened(FOUR, tunnel, 17, udp(FOUR, TEXT))];
    expect(replaced(frame, levels)).toEqual(
      plain(ethernet(ip(OUTER, 17, udp(OUTER, gtpu(ip(FOUR, 17, udp(FOUR, TEXT))))))),
    );
  });
});

test('a packet too long for its length field is not made', () => {
  const frame = ethernet(ip(FOUR, 50, ESP));
  expect(replaced(frame, [opened(FOUR, frame, 6, new Uint8Array(65_530))])).toBeNull();
});

test('no IP, or nothing opened: nothing is made', () => {
  expect(replaced(ethernet(ESP, { etherType: 0x0806 }), [opened(FOUR, ESP, 17, TEXT)])).toBeNull();
  expect(replaced(ethernet(ip(FOUR, 50, ESP)), [])).toBeNull();
});

test('any bytes: never a throw', () => {
  const bytes = fc.uint8Array({ maxLength: 120 });
  fc.assert(
    fc.property(
      bytes,
      bytes,
      fc.nat(120),
      fc.option(fc.nat(120)),
      fc.constantFrom(4, 41, 17, 6, 50, 1),
      fc.boolean(),
      (data, payload, start, ipStart, nextHeader, whole) => {
        const level = opened(FOUR, ESP, nextHeader, payload, {
          start,
          ipStart,
          reassembled: whole ? null : payload,
        });
        replaced(ethernet(ip(FOUR, 50, data)), [level]);
        replaced(data, [level, level], 101);
      },
    ),
  );
});
