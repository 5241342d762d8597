import { expect, test } from 'vitest';
import { Flow } from '../../../src/analysis/events/flow.ts';
import { parseAddress } from '../../../src/bytes/address.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';

function datagram(source: string, destination: string): Datagram {
  const from = parseAddress(source) as Uint8Array;
  const datagram = new Datagram();
  datagram.family = from.length === 4 ? 4 : 6;
  datagram.addresses = Uint8Array.from([9, 9, ...from, ...(parseAddress(destination) as Uint8Array)]);
  datagram.sourceOffset = 2;
  datagram.destinationOffset = 2 + from.length;
  datagram.sourcePort = 5060;
  datagram.destinationPort = 6100;
  return datagram;
}

test.each([
  ['10.10.0.2', '10.10.0.1'],
  ['fd10::2', 'fd10::1'],
])('keeps the ends of a datagram from %s', (source, destination) => {
  const original = datagram(source, destination);
  const flow = new Flow(original.copy());
  original.addresses.fill(0);
  expect([flow.source, flow.sourcePort, flow.destination, flow.destinationPort]).toEqual([
    source,
    5060,
    destination,
    6100,
  ]);
});

test('flows with the same ends have the same hash, others another', () => {
  const hash = (source: string, destination: string) => new Flow(datagram(source, destination)).hash(1);
  expect(hash('10.10.0.2', '10.10.0.1')).toBe(hash('10.10.0.2', '10.10.0.1'));
  expect(hash('10.10.0.1', '10.10.0.2')).not.toBe(hash('10.10.0.2', '10.10.0.1'));
});
