import { expect, test } from 'vitest';
import { subscriberLine } from '../../../src/output/facts/facts-lines.ts';
import { SUBSCRIBER } from '../../support/events/subscriber.ts';

test('what is not known is null, and frames are named for what is', () => {
  const line = JSON.parse(subscriberLine(SUBSCRIBER, ['a.pcap'], false));
  expect(line).toMatchObject({
    type: 'subscriber',
    impi: null,
    apn: 'ims',
    qci: null,
    nonce: { rand: '0102', sqnXorAk: '03', amf: '8000', mac: '04' },
    keysSeen: [{ source: '401', frame: 7 }],
    bearers: [{ id: 7, qci: 1, arp: { priority: 2 }, maximum: { downKbps: 128, upKbps: 64 }, frame: 13 }],
    saUses: [{ set: 1, sa: 'uc->ps', spi: '0x00000065', messages: { REGISTER: 1 }, frame: 9 }],
    frames: { apn: 3, nonce: 7 },
  });
  expect(line).not.toHaveProperty('keys');
  expect(line).not.toHaveProperty('files');
});

test('with several files each frame has its file', () => {
  const line = JSON.parse(subscriberLine(SUBSCRIBER, ['a.pcap', 'b.pcap'], true));
  expect(line.files).toEqual({ apn: 'a.pcap', nonce: 'b.pcap' });
  expect(line.keysSeen).toEqual([{ source: '401', frame: 7, file: 'b.pcap' }]);
  expect(line.keys).toEqual([{ source: '401', ck: '11', ik: '22' }]);
});
