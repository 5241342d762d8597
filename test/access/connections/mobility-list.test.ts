import { expect, test } from 'vitest';
import { MobilityList } from '../../../src/access/connections/mobility-list.ts';
import type { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { Subscriber } from '../../../src/access/connections/subscriber.ts';
import type { MobilityEvent } from '../../../src/access/mobility.ts';
import { mobilityMessage } from '../../../src/access/nas/mobility.ts';
import { carrying } from '../../support/access/nas-messages.ts';
import { placeAt } from '../../support/access/places.ts';

function listed(capacity: number, ...all: readonly (readonly number[])[]) {
  const events: MobilityEvent[] = [];
  const list = new MobilityList(capacity, event => events.push(event));
  const phone = new Subscriber<PdnRecord>();
  for (const [i, octets] of all.entries()) {
    const message = mobilityMessage(Uint8Array.from(octets));
    if (message !== null) list.add(message, carrying({}).pdu, placeAt(i + 1, '10.0.0.1', '10.0.0.2'), phone);
  }
  const before = events.length;
  phone.imsi = '001010000000001';
  list.end();
  return { events, before };
}

test.each([
  [[0x07, 0x42, 2, 0x49, 0], 's1ap', 'Attach accept', 'accept'],
  [[0x07, 0x44, 15], 's1ap', 'Attach reject', 'reject'],
  [[0x07, 0x45, 1], 's1ap', 'Detach request', 'end'],
  [[0x07, 0x4e, 9], 's1ap', 'Service reject', 'reject'],
  [[0x07, 0x54], 's1ap', 'Authentication reject', 'reject'],
  [[0x7e, 0, 0x42, 1, 1], 'ngap', 'Registration accept', 'accept'],
  [[0x7e, 0, 0x44, 7], 'ngap', 'Registration reject', 'reject'],
  [[0x7e, 0, 0x47, 1], 'ngap', 'Deregistration request', 'end'],
  [[0x7e, 0, 0x59, 20], 'ngap', 'Authentication failure', 'reject'],
])('%j is %s %s: %s', (octets, carrier, name, part) => {
  expect(listed(9, octets).events).toMatchObject([{ carrier, name, part, imsi: '001010000000001' }]);
});

test('requests and answers about an identity are no decision', () => {
  expect(
    listed(9, [0x07, 0x41], [0x07, 0x52], [0x07, 0x56], [0x7e, 0, 0x41], [0x7e, 0, 0x67]).events,
  ).toEqual([]);
});

test('full, it gives out the oldest with what is known', () => {
  const { events, before } = listed(2, [0x07, 0x44, 1], [0x07, 0x44, 2], [0x07, 0x44, 3]);
  expect(before).toBe(1);
  expect(events.map(({ cause, imsi }) => [cause?.number, imsi])).toEqual([
    [1, null],
    [2, '001010000000001'],
    [3, '001010000000001'],
  ]);
});
