import { expect, test } from 'vitest';
import { DeliveredPool } from '../../../src/net/stream/delivered-bytes.ts';
import { connectionHash, TcpConnection } from '../../../src/net/stream/tcp-connection.ts';
import { tcpReassembler } from '../../support/bounded.ts';
import { reverse } from '../../support/captures/packets.ts';
import { FLOW, FLOW6, PROTECTION, segment } from '../support.ts';

const FIELDS = { sequence: 1 };
const POOL = {
  statistics: tcpReassembler(
    () => null,
    () => {},
  ).statistics,
  heldBytes: 0,
  delivered: new DeliveredPool(() => {}, 0),
};

function connection(first: ReturnType<typeof segment>): TcpConnection {
  return new TcpConnection(connectionHash(first), first, POOL);
}

test.each([
  ['IPv4', FLOW],
  ['IPv6', FLOW6],
])('both directions have one hash and one connection, %s', (_name, flow) => {
  const first = segment(flow, FIELDS);
  const back = segment(reverse(flow), FIELDS);
  expect(connectionHash(back)).toBe(connectionHash(first));
  const both = connection(first);
  expect(both.streamOf(first)).toBe(both.forward);
  expect(both.streamOf(back)).toBe(both.backward);
});

test('addresses, ports, family and protection class tell connections apart', () => {
  const first = connection(segment(FLOW, FIELDS));
  const swappedPorts = { ...FLOW, sourcePort: FLOW.destinationPort, destinationPort: FLOW.sourcePort };
  const others = [{ ...FLOW, source: '10.0.0.3' }, { ...FLOW, sourcePort: 1 }, swappedPorts, FLOW6];
  for (const flow of others) expect(first.streamOf(segment(flow, FIELDS))).toBeNull();
  expect(first.streamOf(segment(FLOW, FIELDS, '', { protection: PROTECTION }))).toBeNull();
  const verified = connection(segment(FLOW, FIELDS, '', { protection: PROTECTION }));
  const bad = segment(FLOW, FIELDS, '', { protection: { ...PROTECTION, icv: 'bad' } });
  const unchecked = segment(FLOW, FIELDS, '', { protection: { ...PROTECTION, icv: 'unchecked' } });
  expect(verified.streamOf(bad)).toBeNull();
  expect(verified.streamOf(unchecked)).toBe(verified.forward);
});
