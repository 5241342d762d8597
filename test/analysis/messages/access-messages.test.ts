import { expect, test } from 'vitest';
import { Flow } from '../../../src/analysis/events/flow.ts';
import type { MobilityEvent } from '../../../src/analysis/events/mobility-event.ts';
import type { PdnEvent } from '../../../src/analysis/events/pdn-event.ts';
import { AccessMessages } from '../../../src/analysis/messages/access-messages.ts';
import type { Issue } from '../../../src/model/issue.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';
import {
  CIPHERED_NAS,
  container,
  gtpElement,
  gtpv2,
  nasTransport,
  pdnConnectivityRequest,
} from '../../support/access/access-packets.ts';
import { dhcpv4, dns, ikeInit } from '../../support/access/lookup-packets.ts';
import { join } from '../../support/captures/packets.ts';

const S1AP = 18;

/** A datagram of 192.0.2.1 to 192.0.2.2 within a larger buffer. */
function datagram(
  frame: number,
  [sourcePort, destinationPort]: readonly [number, number],
  payload: Uint8Array,
  options: { file?: number; frames?: readonly number[] } = {},
): Datagram {
  return Object.assign(new Datagram(), {
    frame,
    seconds: frame,
    addresses: Uint8Array.of(192, 0, 2, 1, 192, 0, 2, 2),
    destinationOffset: 4,
    sourcePort,
    destinationPort,
    bytes: join([9, 9, 9], payload, [9]),
    start: 3,
    end: 3 + payload.length,
    ...options,
  });
}

function heard(feed: (access: AccessMessages) => void, connections = 100) {
  const events: PdnEvent[] = [];
  const mobility: MobilityEvent[] = [];
  const issues: Issue[] = [];
  const access = new AccessMessages(
    issue => issues.push(issue),
    { connections, messages: 1000 },
    { pdn: event => events.push(event), mobility: event => mobility.push(event) },
  );
  feed(access);
  const before = events.length;
  access.end();
  return { events, mobility, before, issues, statistics: access.statistics };
}

function nas(access: AccessMessages, frame: number, message: Uint8Array, file = 0): void {
  const last = datagram(frame, [36_412, 36_412], message, { file });
  access.sctp(S1AP, last.bytes, last.start, last.end, last, [frame - 1, frame]);
}

const REQUEST = gtpv2(32, { sequence: 7 }, gtpElement.apn('ims'), gtpElement.ebi(5));
const NAME = 'pcscf.ims.mnc001.mcc001.3gppnetwork.org';

test.each<readonly [string, readonly [number, number], Uint8Array, string]>([
  ['GTP-C to its port', [40_000, 2123], REQUEST, 'gtpv2'],
  ['GTP-C from its port', [2123, 40_000], REQUEST, 'gtpv2'],
  ['a question of DNS', [40_000, 53], dns(NAME, 'A'), 'dns'],
  ['DHCP between its ports', [68, 67], dhcpv4(1, {}, [55, [120]]), 'dhcp'],
])('%s is read', (_, ports, payload, carrier) => {
  const { events, before } = heard(access => access.datagram(datagram(4, ports, payload)));
  expect(before).toBe(0);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    via: [carrier],
    seconds: 4,
    frames: [{ file: 0, frame: 4 }],
    steps: [{ source: '192.0.2.1', destination: '192.0.2.2' }],
  });
});

test.each<readonly [string, readonly [number, number], Uint8Array]>([
  ['GTP-C', [40_000, 40_001], REQUEST],
  ['DNS', [40_000, 5353], dns(NAME, 'A')],
  ['DHCP, of which one end may be any', [68, 40_000], dhcpv4(1, {}, [55, [120]])],
])('%s on other ports is not', (_, ports, payload) => {
  expect(heard(access => access.datagram(datagram(4, ports, payload))).events).toEqual([]);
});

test('a datagram in fragments has all its frames', () => {
  const { events } = heard(access =>
    access.datagram(datagram(4, [40_000, 2123], REQUEST, { frames: [2, 4] })),
  );
  expect(events[0]?.frames.map(({ frame }) => frame)).toEqual([2, 4]);
});

test('a message of DNS over TCP is read, with all its frames', () => {
  const { events } = heard(access => {
    const last = datagram(4, [40_000, 53], new Uint8Array(0));
    access.dns(dns(NAME, 'A'), new Flow(last), [2, 4], last);
  });
  expect(events).toMatchObject([
    {
      via: ['dns'],
      seconds: 4,
      lookup: { name: NAME, server: '192.0.2.2' },
      steps: [{ source: '192.0.2.1' }],
    },
  ]);
  expect(events[0]?.frames.map(({ frame }) => frame)).toEqual([2, 4]);
});

test('IKE is read wherever it was found', () => {
  const { events } = heard(access => access.ike(datagram(4, [500, 500], ikeInit(7))));
  expect(events.map(({ via, lookup }) => [via, lookup?.type])).toEqual([[['ike'], 'IKE_SA_INIT']]);
});

test('NAS in S1AP is read, with all frames of its message', () => {
  const ask = pdnConnectivityRequest(3, 'ims', container(0x000c));
  const { events, statistics, issues } = heard(access => nas(access, 4, nasTransport('s1ap', {}, ask)));
  expect(events.map(({ apn, frames }) => [apn, frames.map(({ frame }) => frame)])).toEqual([['ims', [3, 4]]]);
  expect(statistics).toEqual({ nas: 1, nasCiphered: 0, evicted: 0 });
  expect(issues).toEqual([]);
});

test('ciphered NAS is counted, and reported once per file', () => {
  const { issues, statistics } = heard(access => {
    for (const [frame, file] of [
      [4, 0],
      [6, 0],
      [3, 1],
    ] as const)
      nas(access, frame, nasTransport('s1ap', {}, CIPHERED_NAS), file);
  });
  expect(statistics).toMatchObject({ nas: 3, nasCiphered: 3 });
  expect(issues.map(({ code, damage, file, frame }) => [code, damage, file, frame])).toEqual([
    ['nas-ciphered', false, 0, 4],
    ['nas-ciphered', false, 1, 3],
  ]);
  expect(issues[0]?.message).toContain('not visible');
});

test('HTTP/2 is named as what N5 may be, once per file', () => {
  const { issues, events } = heard(access => {
    for (const file of [0, 0, 1]) {
      const first = datagram(4, [40_000, 7777], new Uint8Array(0), { file });
      access.http2(new Flow(first), first);
    }
  });
  expect(events).toEqual([]);
  expect(issues.map(({ code, layer, file, frame }) => [code, layer, file, frame])).toEqual([
    ['http2-not-read', 'access', 0, 4],
    ['http2-not-read', 'access', 1, 4],
  ]);
  expect(issues[0]?.message).toMatch(
    /^HTTP\/2 from 192\.0\.2\.1 to 192\.0\.2\.2 port 7777 is not read: .*N5/,
  );
});

test('a full table gives out its oldest at once, and counts it', () => {
  const { before, events, statistics } = heard(access => {
    for (const port of [40_000, 40_001, 40_002]) access.datagram(datagram(4, [port, 53], dns(NAME, 'A')));
  }, 1);
  expect([before, events.length, statistics.evicted]).toEqual([2, 3, 2]);
});
