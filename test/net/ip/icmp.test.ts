import { expect, test } from 'vitest';
import { quotesEsp } from '../../../src/net/ip/icmp.ts';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import { esp, ip, join, latin1, udp } from '../../support/captures/packets.ts';
import { FLOW, FLOW6, regionOf } from '../support.ts';

const ESP = esp(0x1234, 7, new Uint8Array(40));
const quoted = (flow: typeof FLOW, type: number, protocol = 50): Uint8Array =>
  join([type, 1, 0, 0, 0, 0, 0, 0], ip(flow, protocol, protocol === 50 ? ESP : udp(flow, latin1('x'))));

test.each([
  ['destination unreachable', FLOW, PROTOCOL.ICMP, 3, true],
  ['time exceeded', FLOW, PROTOCOL.ICMP, 11, true],
  ['echo reply', FLOW, PROTOCOL.ICMP, 0, false],
  ['packet too big', FLOW6, PROTOCOL.ICMPV6, 2, true],
  ['echo request', FLOW6, PROTOCOL.ICMPV6, 128, false],
] as const)('%s', (_name, flow, protocol, type, expected) => {
  expect(quotesEsp(regionOf(quoted(flow, type)), protocol)).toBe(expected);
  expect(quotesEsp(regionOf(quoted(flow, type, 17)), protocol)).toBe(false);
});

test('cut before the protocol of the quoted packet', () => {
  expect(quotesEsp(regionOf(quoted(FLOW, 3).slice(0, 27)), PROTOCOL.ICMP)).toBe(false);
  expect(quotesEsp(regionOf(quoted(FLOW6, 1).slice(0, 47)), PROTOCOL.ICMPV6)).toBe(false);
  expect(quotesEsp(regionOf(new Uint8Array(3)), PROTOCOL.ICMP)).toBe(false);
});
