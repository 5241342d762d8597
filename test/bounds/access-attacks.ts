import { S1AP_PPID } from '../../src/access/s1ap-ngap/s1ap.ts';
import { container, gtpElement, gtpv2, nasTransport } from '../support/access/access-packets.ts';
import { framedAddress, number, text as textAvp } from '../support/access/diameter-messages.ts';
import { avp, diameter } from '../support/captures/diameter.ts';
import { join, u32 } from '../support/captures/packets.ts';
import type { Attack } from './attacks.ts';
import { DOWNLINK, type Ends, PCSCF, pcap, register, sctp, sip, UE, UPLINK, udp } from './packets.ts';

/* What the access network and the policy core may say without end. */

const GTP: Ends = { source: 0x0a1e_0001, destination: 0x0a1e_0002, sourcePort: 2123, destinationPort: 2123 };
const GTP_BACK: Ends = { ...GTP, source: GTP.destination, destination: GTP.source };
const S1AP: Ends = {
  source: 0x0a28_0001,
  destination: 0x0a28_0002,
  sourcePort: 36412,
  destinationPort: 36412,
};
const S1AP_BACK: Ends = { ...S1AP, source: S1AP.destination, destination: S1AP.source };
const DIAMETER: Ends = { source: UE, destination: PCSCF, sourcePort: 3868, destinationPort: 3868 };
const DIAMETER_BACK: Ends = { ...DIAMETER, source: PCSCF, destination: UE };

/** A connection to the IMS in which the phone with this address is given another P-CSCF than it uses. */
function setUp(i: number, imsi: string, address: string): Buffer[] {
  const sequence = i & 0xff_ffff;
  const request = gtpv2(
    32,
    { sequence },
    gtpElement.imsi(imsi),
    gtpElement.apn('ims'),
    gtpElement.fteid('10.30.0.1', i + 1),
    gtpElement.pco(container(0x000c)),
    gtpElement.bearer(gtpElement.ebi(5), gtpElement.qos(5)),
  );
  const answer = gtpv2(
    33,
    { sequence, teid: i + 1 },
    gtpElement.cause(16),
    gtpElement.paa(address),
    gtpElement.pco(container(0x000c, [10, 0, 0, 99])),
    gtpElement.bearer(gtpElement.ebi(5), gtpElement.cause(16), gtpElement.fteid('10.30.0.2', i + 1)),
  );
  return [udp(GTP, Buffer.from(request)), udp(GTP_BACK, Buffer.from(answer))];
}

/** An AAR about the UE, its refusal, and a REGISTER that is refused. */
function refused(i: number): Buffer[] {
  const message = (request: boolean, ...avps: Uint8Array[]) => {
    const bytes = diameter(
      { command: 265, application: 16777236, request },
      textAvp(263, `s;${i}`, 0),
      ...avps,
    );
    bytes.set(u32(i), 16);
    return Buffer.from(bytes);
  };
  const result = avp(297, 0, join(number(266, 10415, 0), number(298, 5065, 0)));
  return [
    udp(UPLINK, register(`c${i}`, 1, 4 * i + 11)),
    sctp(DIAMETER, i, 3, message(true, framedAddress('10.10.0.2'))),
    sctp(DIAMETER_BACK, i, 3, message(false, result)),
    udp(DOWNLINK, sip(['SIP/2.0 403 Forbidden'], '1 REGISTER', `c${i}`)),
  ];
}

/** A phone that says who it is, is not let in, and registers all the same. */
function refusedAttach(i: number): Buffer[] {
  const nas = (downlink: boolean, ...octets: number[]) =>
    Buffer.from(nasTransport('s1ap', { downlink }, Uint8Array.from(octets)));
  const identity = [0x07, 0x56, 0x08, 0x09, 0x10, 0x10, 0x00, 0x00, 0x00, 0x00, 0x10];
  return [
    sctp(S1AP, i, 3, nas(false, ...identity), S1AP_PPID),
    // Another sequence number each time: no copy of the one before.
    sctp(S1AP_BACK, i, 3, nas(true, 0x07, 0x5c, i & 255), S1AP_PPID),
    udp(UPLINK, register(`c${i}`, 1, 4 * i + 11)),
  ];
}

function attack(name: string, packets: (i: number) => readonly Buffer[], each = 1): Attack {
  function* all(count: number): Generator<Buffer, void, undefined> {
    for (let i = 0; i * each < count; i++) yield* packets(i);
  }
  return { name, capture: count => pcap(all(count)) };
}

const addressOf = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

export const ACCESS_ATTACKS: readonly Attack[] = [
  attack('PDN connections, each of another phone', i => setUp(i, `${10 ** 14 + i}`, addressOf(i + 1)), 2),
  attack(
    'PDN connections of one phone, which registers each time',
    i => [...setUp(i, '001010000000001', '10.10.0.2'), udp(UPLINK, register(`c${i}`, 1, 4 * i + 11))],
    3,
  ),
  attack('Rx that is refused, and REGISTERs', refused, 4),
  attack('attaches of one phone that are refused, and REGISTERs', refusedAttach, 3),
  attack('UDP to ever new ports of ever new hosts', i => [
    udp(
      { source: UE, destination: 0x0b00_0000 + (i >>> 4), sourcePort: 9, destinationPort: 20_000 + (i & 15) },
      Buffer.from('x'),
    ),
  ]),
];
