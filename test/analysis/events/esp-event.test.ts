import { expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { type EspEvent, espEvent } from '../../../src/analysis/events/esp-event.ts';
import { EspResultRecord } from '../../../src/ipsec/decrypt/esp-result.ts';
import { espDatagram } from '../../support/captures/esp-packets.ts';
import { join, u32 } from '../../support/captures/packets.ts';
import { fixture } from '../../support/programs/lab.ts';

const PACKET = espDatagram(join(u32(0x1234), u32(7), new Uint8Array(20)), {
  source: '10.0.0.2',
  destination: '10.0.0.1',
});

test('it outlives the packet', () => {
  const result = new EspResultRecord();
  result.begin(PACKET);
  const event = espEvent(
    Object.assign(PACKET, { seconds: 5, nanoseconds: 6 }),
    result.finish('bad-icv', null),
  );
  PACKET.addresses.fill(0);
  expect(event).toEqual({
    file: 0,
    frame: PACKET.frame,
    source: '10.0.0.2',
    destination: '10.0.0.1',
    spi: 0x1234,
    sequence: 7,
    sa: null,
    outcome: 'bad-icv',
    icvBad: true,
    seconds: 5,
    nanoseconds: 6,
  });
});

test.each([
  'a29-v4-udp-rereg.sll2.pcap',
  'b31-v4-udp-wrong-ik.sll2.pcap',
  'd03-v4-udp-dup-reorder.sll2.pcap',
])('the analysis gives each packet of %s once', async name => {
  const events: EspEvent[] = [];
  const { summary } = await analyse([{ name: fixture(name) }], { on: { esp: event => events.push(event) } });
  expect(events.length).toBe(summary.esp.packets);
  expect(events.filter(({ outcome }) => outcome === 'duplicate').length).toBe(summary.esp.duplicates);
  expect(events.filter(({ icvBad }) => icvBad).length).toBe(summary.esp.icvBad);
});
