import { expect, test } from 'vitest';
import { ethernet, fragments, latin1, record, udp } from '../support/captures/packets.ts';
import { decodeAll, decoder, FLOW } from './support.ts';

test('counters begin at zero and show the fragments live', () => {
  const { net } = decoder();
  const { fragments: reassembly, ...counters } = net.statistics;
  expect([...new Set([...Object.values(counters), ...Object.values(reassembly)])]).toEqual([0]);
  const packets = fragments(FLOW, 17, udp(FLOW, latin1('0123456789')), 8, 1);
  decodeAll(
    net,
    packets.map((packet, i) => record(ethernet(packet), i + 1)),
  );
  expect(net.statistics.fragments).toMatchObject({ received: 3, datagrams: 1 });
});
