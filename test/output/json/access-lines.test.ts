import { describe, expect, test } from 'vitest';
import { PdnRecord } from '../../../src/access/connections/pdn-record.ts';
import { Subscriber } from '../../../src/access/connections/subscriber.ts';
import { type SessionMessage, sessionMessage } from '../../../src/access/facts.ts';
import type { PolicyEvent } from '../../../src/analysis/events/policy-event.ts';
import type { DiameterFacts } from '../../../src/diameter/facts.ts';
import { diameterLine, mobilityLine, pdnLine } from '../../../src/output/json/access-lines.ts';
import {
  experimentalResult,
  factsOf,
  framedAddress,
  group,
  number,
  subscription,
  text,
} from '../../support/access/diameter-messages.ts';
import { bearer, pcoAsking, pcoGiving } from '../../support/access/gtp-sessions.ts';
import { NODE, placeAt } from '../../support/access/places.ts';
import { mobilityEvent } from '../../support/events/mobility-event.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const at = (seconds: number, file = 0) => placeAt(seconds, NODE.mme, NODE.sgw, { file, nanoseconds: 5 });

/** A connection asked for in frame 1 and accepted in frame 2, with a bearer refused in frame 3. */
function connection(): PdnRecord {
  const subscriber = new Subscriber<PdnRecord>();
  subscriber.imsi = '001010000000001';
  subscriber.guti = '001-01-0002-01-c0000b2a';
  const record = new PdnRecord(at(1), { begun: true, subscriber });
  const tell = (seconds: number, part: SessionMessage['part'], members: Partial<SessionMessage>) => {
    const message = sessionMessage('gtpv2', 'x', 'connect', part, members);
    record.saw(message, at(seconds));
    record.take(message, at(seconds));
  };
  tell(1, 'request', { apn: 'ims', linked: 5, pdnType: 'ipv4v6', pco: pcoAsking(0x000c, 0x8021) });
  tell(2, 'accept', {
    pdnType: 'ipv4',
    ue: ['192.0.2.5'],
    pco: pcoGiving('198.51.100.7'),
    controlTunnels: ['10.0.0.4 0x00000041'],
    cause: { kind: 'esm', number: 50, name: 'PDN type IPv4 only allowed' },
    bearers: [bearer({ id: 5, qci: 5, arp: { priority: 1, capability: true, vulnerability: false } })],
  });
  const voice = record.bearerOf(bearer({ id: 6, qci: 1 }));
  voice?.take(bearer({ id: 6, qci: 1, guaranteed: { downKbps: 41, upKbps: 42 } }));
  voice?.answer(false, { kind: 'gtpv2', number: 94, name: null });
  voice?.frames.push({ file: 0, frame: 3 });
  return record;
}

describe('a PDN connection', () => {
  test('says what was asked for and given, to whom, and by which frames', () => {
    expect(JSON.parse(pdnLine(connection(), ['a.pcap']))).toEqual({
      type: 'pdn',
      frames: [1, 2],
      time: '1.000000005',
      imsi: '001010000000001',
      msisdn: null,
      imei: null,
      guti: '001-01-0002-01-c0000b2a',
      coreId: null,
      radioId: null,
      tunnels: ['10.0.0.4 0x00000041'],
      apn: 'ims',
      pdnTypeAsked: 'ipv4v6',
      pdnType: 'ipv4',
      id: 5,
      ue: ['192.0.2.5'],
      interfaceId: null,
      containersAsked: ['000CH', '8021H'],
      containersGiven: ['000CH'],
      pcscfAsked: ['ipv4'],
      pcscfReselection: false,
      pcscf: ['198.51.100.7'],
      pcscfNames: [],
      dnsAsked: [],
      dns: [],
      qci: 5,
      arp: { priority: 1, capability: true, vulnerability: false },
      ambr: null,
      bearers: [
        {
          id: 6,
          qci: 1,
          arp: null,
          guaranteed: { downKbps: 41, upKbps: 42 },
          maximum: null,
          result: 'rejected',
          cause: 'GTPv2 cause 94',
          released: false,
          frames: [3],
        },
      ],
      cause: 'ESM cause 50 (PDN type IPv4 only allowed)',
      result: 'accepted',
      released: false,
      begun: true,
      via: ['gtpv2'],
    });
  });

  test('of several inputs names the file of each frame', () => {
    const record = new PdnRecord(at(1), { begun: true });
    record.saw({ carrier: 's1ap', name: 'x', part: 'request', cause: null }, at(4, 1));
    const line = JSON.parse(pdnLine(record, ['a.pcap', 'b.pcap']));
    expect([line.frames, line.frameFiles, line.result, line.imsi]).toEqual([
      [4],
      ['b.pcap'],
      'unanswered',
      null,
    ]);
  });

  test('a question has its own object', () => {
    const lookup = { name: 'pcscf.x', type: 'A', code: 'NXDOMAIN', answers: [], server: '192.0.2.53' };
    const record = new PdnRecord(at(1), { begun: true, lookup });
    expect(JSON.parse(pdnLine(record, ['a.pcap']))).toMatchObject({ type: 'pdn', lookup, apn: null });
  });
});

describe('a message of Diameter', () => {
  const line = (facts: DiameterFacts | null) => {
    const { flow, origin } = sipEvent(['OPTIONS sip:a SIP/2.0'], { frames: [6, 7] });
    const event: PolicyEvent = {
      facts: facts as DiameterFacts,
      transport: 'sctp',
      flow,
      frames: [6, 7],
      origin,
    };
    return JSON.parse(diameterLine(event, ['a.pcap']));
  };

  test('a request says for whom, with the frames that carried it', () => {
    const facts = factsOf(
      'Rx',
      265,
      true,
      text(263, 'pcscf;1', 0),
      framedAddress('192.0.2.5'),
      subscription(1, '001010000000001'),
      text(505, 'icid-1'),
      number(513, 2),
      group(517, [number(518, 1), number(520, 0)]),
    );
    expect(line(facts)).toEqual({
      type: 'diameter',
      application: 'Rx',
      command: 'AAR',
      request: true,
      frame: 7,
      frames: [6, 7],
      file: 'a.pcap',
      time: '1700000000.123000000',
      transport: 'sctp',
      src: '10.0.0.2',
      srcPort: 5060,
      dst: '10.0.0.1',
      dstPort: 5060,
      session: 'pcscf;1',
      user: '001010000000001',
      result: null,
      resultName: null,
      experimental: false,
      publicIdentity: null,
      subscriptions: ['001010000000001'],
      addresses: ['192.0.2.5'],
      apn: null,
      serverName: null,
      mandatoryCapabilities: [],
      optionalCapabilities: [],
      assignment: null,
      chargingId: 'icid-1',
      media: [{ number: 1, type: 0, status: null, down: null, up: null, flows: [] }],
      rules: [],
      qci: null,
      events: [2],
      cause: null,
      whole: true,
    });
  });

  test('an answer has its result by number and name', () => {
    expect(line(factsOf('Rx', 265, false, experimentalResult(5065)))).toMatchObject({
      command: 'AAA',
      request: false,
      result: 5065,
      resultName: 'IP-CAN_SESSION_NOT_AVAILABLE',
      experimental: true,
    });
  });
});

test('a decision of mobility management', () => {
  expect(JSON.parse(mobilityLine(mobilityEvent(), ['a.pcap']))).toEqual({
    type: 'mobility',
    carrier: 's1ap',
    name: 'Attach reject',
    part: 'reject',
    fromUe: false,
    cause: 'EMM cause 15 (No suitable cells in tracking area)',
    frame: 7,
    frames: [7],
    file: 'a.pcap',
    time: '1.000000005',
    src: '10.40.0.2',
    dst: '10.40.0.1',
    imsi: '001010000000001',
    guti: null,
    coreId: 100,
    radioId: 1,
  });
});
