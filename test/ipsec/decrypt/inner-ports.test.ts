import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { innerPorts } from '../../../src/ipsec/decrypt/inner-ports.ts';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import { type Flow, ip, tcp, udp } from '../../support/captures/packets.ts';

const FOUR: Flow = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const SIX: Flow = { ...FOUR, source: '2001:db8::2', destination: '2001:db8::1' };
const TEXT = new Uint8Array(40);

/** Of the payload between other octets. */
function ports(protocol: number, payload: Uint8Array) {
  const bytes = new Uint8Array(payload.length + 20).fill(0xee);
  bytes.set(payload, 10);
  return innerPorts(protocol, bytes, 10, 10 + payload.length);
}

describe('innerPorts', () => {
  test.each([
    ['UDP', PROTOCOL.UDP, udp(FOUR, TEXT)],
    ['TCP', PROTOCOL.TCP, tcp(FOUR, { sequence: 1 }, TEXT)],
    ['UDP in IPv4', PROTOCOL.IPV4, ip(FOUR, PROTOCOL.UDP, udp(FOUR, TEXT))],
    ['TCP in IPv6', PROTOCOL.IPV6, ip(SIX, PROTOCOL.TCP, tcp(SIX, { sequence: 1 }, TEXT))],
  ])('%s', (_, protocol, payload) => {
    expect(ports(protocol, payload)).toEqual([5062, 5068]);
  });

  test('a later fragment, another protocol and too few octets have none', () => {
    const fragment = ip(FOUR, PROTOCOL.UDP, udp(FOUR, TEXT)).slice();
    fragment[7] = 1;
    expect(ports(PROTOCOL.IPV4, fragment)).toBeNull();
    expect(ports(PROTOCOL.ICMP, TEXT)).toBeNull();
    expect(ports(PROTOCOL.IPV4, ip(FOUR, PROTOCOL.ICMP, TEXT))).toBeNull();
    expect(ports(PROTOCOL.UDP, TEXT.subarray(0, 3))).toBeNull();
  });

  test('never reads outside the payload, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 6, 17, 41, 132),
        fc.uint8Array({ maxLength: 80 }),
        (protocol, payload) => {
          const found = innerPorts(protocol, payload, 0, payload.length);
          if (found !== null) expect(payload.length).toBeGreaterThanOrEqual(4);
          for (const port of found ?? []) expect(port).toBeLessThan(65536);
        },
      ),
    );
  });
});
