import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IcmpError, quotesEsp, readIcmpError } from '../../../src/net/ip/icmp.ts';
import { IpHeader, readIp } from '../../../src/net/ip/ip.ts';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import { esp, type Flow, fragments, ip, join, latin1, tcp, udp } from '../../support/captures/packets.ts';
import { FLOW, FLOW6, regionOf } from '../support.ts';

const ESP = ip(FLOW, 50, esp(0x1234, 7, new Uint8Array(40)));
const ESP6 = ip(FLOW6, 50, esp(0x1234, 7, new Uint8Array(40)));
const back = (flow: Flow): Flow => ({ ...flow, source: flow.destination, destination: flow.source });

/** Reads an ICMP message that comes back on a flow. */
function read(
  flow: Flow,
  type: number,
  code: number,
  quoted: Uint8Array,
  rest = [0, 0, 0, 0],
): IcmpError | null {
  const protocol = flow === FLOW ? PROTOCOL.ICMP : PROTOCOL.ICMPV6;
  const region = regionOf(ip(back(flow), protocol, join([type, code, 0, 0, ...rest], quoted)));
  const header = new IpHeader();
  readIp(region, header);
  return readIcmpError(region, header);
}

test.each([
  [FLOW, 3, 0, 'network-unreachable'],
  [FLOW, 3, 1, 'host-unreachable'],
  [FLOW, 3, 2, 'protocol-unreachable'],
  [FLOW, 3, 3, 'port-unreachable'],
  [FLOW, 3, 9, 'prohibited'],
  [FLOW, 3, 10, 'prohibited'],
  [FLOW, 3, 13, 'prohibited'],
  [FLOW, 3, 200, 'other'],
  [FLOW, 11, 0, 'time-exceeded'],
  [FLOW, 11, 1, 'reassembly'],
  [FLOW, 12, 0, 'other'],
  [FLOW6, 1, 0, 'network-unreachable'],
  [FLOW6, 1, 1, 'prohibited'],
  [FLOW6, 1, 3, 'host-unreachable'],
  [FLOW6, 1, 4, 'port-unreachable'],
  [FLOW6, 3, 0, 'time-exceeded'],
  [FLOW6, 3, 1, 'reassembly'],
  [FLOW6, 4, 1, 'protocol-unreachable'],
  [FLOW6, 4, 0, 'other'],
] as const)('%o type %i code %i: %s', (flow, type, code, reason) => {
  const error = read(flow, type, code, flow === FLOW ? ESP : ESP6);
  const quoted = { source: flow.source, destination: flow.destination, protocol: 50, spi: 0x1234 };
  expect(error).toMatchObject({ reason, type, code, mtu: null, quoted });
  expect([error?.source, error?.destination]).toEqual([flow.destination, flow.source]);
  expect(error !== null && quotesEsp(error)).toBe(true);
});

test('the MTU of what is too big', () => {
  expect(read(FLOW, 3, 4, ESP, [0, 0, 5, 20])).toMatchObject({ reason: 'too-big', mtu: 1300 });
  expect(read(FLOW, 3, 4, ESP)).toMatchObject({ reason: 'too-big', mtu: null });
  expect(read(FLOW6, 2, 0, ESP6, [0, 0, 5, 0])).toMatchObject({ reason: 'too-big', mtu: 1280 });
});

test.each([
  [FLOW, 0, 0],
  [FLOW, 8, 0],
  [FLOW6, 128, 0],
  [FLOW6, 135, 0],
] as const)('%o type %i is no error', (flow, type, code) => {
  expect(read(flow, type, code, flow === FLOW ? ESP : ESP6)).toBeNull();
});

describe('the quoted packet', () => {
  test('ports, also of eight octets of TCP', () => {
    const ports = { sourcePort: FLOW.sourcePort, destinationPort: FLOW.destinationPort };
    const whole = ip(FLOW, 6, tcp(FLOW, { sequence: 1 }));
    expect(read(FLOW, 3, 3, whole.slice(0, 28))?.quoted).toMatchObject({ protocol: 6, ...ports, spi: null });
    expect(read(FLOW, 3, 3, whole.slice(0, 22))?.quoted).toMatchObject({ protocol: 6, sourcePort: 0 });
  });

  test('the SPI of ESP in UDP', () => {
    const inUdp = ip(FLOW, 17, udp(FLOW, esp(0x99, 1, new Uint8Array(20))));
    expect(read(FLOW, 3, 3, inUdp)?.quoted).toMatchObject({ protocol: 17, spi: 0x99 });
    expect(read(FLOW, 3, 3, inUdp.slice(0, 28))?.quoted).toMatchObject({ protocol: 17, spi: null });
  });

  test('a fragment that is not the first has no ports', () => {
    const payload = udp(FLOW6, latin1('x'.repeat(100)));
    const [first, second] = fragments(FLOW6, 17, payload, 48, 7);
    expect(read(FLOW6, 1, 1, first as Uint8Array)?.quoted).toMatchObject({
      protocol: 17,
      destinationPort: 5062,
    });
    expect(read(FLOW6, 1, 1, second as Uint8Array)?.quoted).toMatchObject({
      protocol: 17,
      destinationPort: 0,
    });
  });

  test('cut before its addresses', () => {
    expect(read(FLOW, 3, 3, ESP.slice(0, 19))).toBeNull();
    expect(read(FLOW6, 1, 3, ESP6.slice(0, 39))).toBeNull();
    expect(read(FLOW, 3, 3, new Uint8Array(0))).toBeNull();
  });
});

test('reads anything', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(3, 4, 5, 11, 12),
      fc.nat(255),
      (rest, type, code) => {
        const error = read(FLOW, type, code, rest);
        if (error === null) return;
        expect(error.quoted.sourcePort).toBeLessThan(65_536);
        expect(error.quoted.source).toMatch(/^[\da-f.:]+$/);
      },
    ),
  );
});
