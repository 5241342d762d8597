import { type GtpElement, gtpElements } from '../../../access/gtp/gtpv2.ts';
import { addressAt, labelsText, tbcdDigits } from '../../../access/values.ts';
import { readU8, readU32 } from '../../../bytes/read.ts';
import { type Field, optional } from '../field.ts';
import { numberOf, ofFamily, type ReadCore, textOf, valuesOf } from './core-field.ts';

/** Types of information elements (TS 29.274 §8.1). */
const ELEMENT = {
  CAUSE: 2,
  APN: 71,
  AMBR: 72,
  EBI: 73,
  MEI: 75,
  PAA: 79,
  BEARER_QOS: 80,
  RAT_TYPE: 82,
  F_TEID: 87,
  BEARER_CONTEXT: 93,
  PDN_TYPE: 99,
  PTI: 100,
} as const;

/** GTPv2-C (TS 29.274), also inside bearer contexts, and GTPv1-C (TS 29.060). */
export const GTP_FIELDS: readonly Field[] = [
  numberOf(
    'gtpv2.message_type',
    8,
    'message of GTPv2-C (TS 29.274 §6.1)',
    v2(({ type }) => [type]),
  ),
  numberOf(
    'gtpv2.seq',
    24,
    'sequence number of GTPv2-C, the same in request and response',
    v2(({ sequence }) => [sequence]),
    6,
  ),
  numberOf(
    'gtpv2.teid',
    32,
    'tunnel endpoint of the receiver; 0: not known yet',
    v2(({ teid }) => optional(teid)),
    8,
  ),
  numberOf(
    'gtpv2.cause',
    8,
    'cause, 16 accepted, from 64 on refused (TS 29.274 §8.4)',
    element(ELEMENT.CAUSE, octetAt(0)),
  ),
  textOf(
    'gtpv2.apn',
    'APN',
    element(ELEMENT.APN, data => optional(labelsText(data))),
  ),
  numberOf(
    'gtpv2.ebi',
    4,
    'EPS bearer identity; 0: none yet',
    element(ELEMENT.EBI, data => octetAt(0)(data).map(octet => octet & 15)),
  ),
  textOf(
    'gtpv2.mei',
    'IMEI or IMEISV',
    element(ELEMENT.MEI, data => digits(data)),
  ),
  numberOf(
    'gtpv2.pdn_type',
    3,
    'PDN type: 1 IPv4, 2 IPv6, 3 both',
    elements(({ type, data }) =>
      type === ELEMENT.PDN_TYPE || type === ELEMENT.PAA ? octetAt(0)(data).map(octet => octet & 7) : [],
    ),
  ),
  valuesOf(
    'gtpv2.pdn_addr_and_prefix.ipv4',
    'ipv4',
    'address of the phone',
    element(ELEMENT.PAA, data => ofFamily(addressesOfPaa(data), 'ipv4')),
  ),
  valuesOf(
    'gtpv2.pdn_addr_and_prefix.ipv6',
    'ipv6',
    'address of the phone',
    element(ELEMENT.PAA, data => ofFamily(addressesOfPaa(data), 'ipv6')),
  ),
  numberOf('gtpv2.bearer_qos_label_qci', 8, 'QCI of a bearer', element(ELEMENT.BEARER_QOS, octetAt(1))),
  numberOf(
    'gtpv2.bearer_qos_pl',
    4,
    'priority of its ARP',
    element(ELEMENT.BEARER_QOS, data => octetAt(0)(data).map(octet => (octet >> 2) & 15)),
  ),
  numberOf(
    'gtpv2.bearer_qos_pci',
    1,
    'may it not pre-empt others? 1 not, 0 it may',
    element(ELEMENT.BEARER_QOS, data => octetAt(0)(data).map(octet => (octet >> 6) & 1)),
  ),
  numberOf(
    'gtpv2.bearer_qos_pvi',
    1,
    'may it not be pre-empted? 1 not, 0 it may',
    element(ELEMENT.BEARER_QOS, data => octetAt(0)(data).map(octet => octet & 1)),
  ),
  numberOf(
    'gtpv2.bearer_qos_mbr_up',
    40,
    'highest bit rate uplink in kbit/s',
    element(ELEMENT.BEARER_QOS, rateAt(2)),
  ),
  numberOf(
    'gtpv2.bearer_qos_mbr_down',
    40,
    'highest bit rate downlink in kbit/s',
    element(ELEMENT.BEARER_QOS, rateAt(7)),
  ),
  numberOf(
    'gtpv2.bearer_qos_gbr_up',
    40,
    'guaranteed bit rate uplink in kbit/s',
    element(ELEMENT.BEARER_QOS, rateAt(12)),
  ),
  numberOf(
    'gtpv2.bearer_qos_gbr_down',
    40,
    'guaranteed bit rate downlink in kbit/s',
    element(ELEMENT.BEARER_QOS, rateAt(17)),
  ),
  numberOf('gtpv2.ambr_up', 32, 'APN-AMBR uplink in kbit/s', element(ELEMENT.AMBR, numberAt(0))),
  numberOf('gtpv2.ambr_down', 32, 'APN-AMBR downlink in kbit/s', element(ELEMENT.AMBR, numberAt(4))),
  numberOf('gtpv2.rat_type', 8, 'access: 3 WLAN, 6 EUTRAN', element(ELEMENT.RAT_TYPE, octetAt(0))),
  numberOf('gtpv2.pti', 8, 'procedure transaction identity of NAS', element(ELEMENT.PTI, octetAt(0))),
  numberOf('gtpv2.f_teid_gre_key', 32, 'TEID of an F-TEID', element(ELEMENT.F_TEID, numberAt(1)), 8),
  valuesOf(
    'gtpv2.f_teid_ipv4',
    'ipv4',
    'address of an F-TEID',
    element(ELEMENT.F_TEID, data => ofFamily(addressesOfTunnel(data), 'ipv4')),
  ),
  valuesOf(
    'gtpv2.f_teid_ipv6',
    'ipv6',
    'address of an F-TEID',
    element(ELEMENT.F_TEID, data => ofFamily(addressesOfTunnel(data), 'ipv6')),
  ),
  numberOf(
    'gtp.message',
    8,
    'message of GTPv1-C (TS 29.060 §7.1)',
    v1(({ type }) => [type]),
    2,
  ),
  numberOf(
    'gtp.teid',
    32,
    'tunnel endpoint of the receiver of GTPv1-C',
    v1(({ teid }) => [teid]),
    8,
  ),
  numberOf(
    'gtp.seq_number',
    16,
    'sequence number of GTPv1-C',
    v1(({ sequence }) => [sequence]),
    4,
  ),
  numberOf(
    'gtp.cause',
    8,
    'cause of GTPv1-C, 128 accepted',
    v1(({ message }) => optional(message.cause?.number)),
  ),
  textOf(
    'gtp.apn',
    'APN in GTPv1-C',
    v1(({ message }) => optional(message.apn)),
  ),
];

type Of<Protocol> = Extract<Parameters<ReadCore<unknown>>[0], { protocol: Protocol }>;

function v2<Value>(read: (message: Of<'gtpv2'>['messages'][number]) => readonly Value[]): ReadCore<Value> {
  return core => (core.protocol === 'gtpv2' ? core.messages.flatMap(read) : []);
}

function v1<Value>(read: (session: Of<'gtp'>['session']) => readonly Value[]): ReadCore<Value> {
  return core => (core.protocol === 'gtp' ? read(core.session) : []);
}

/** Of all elements, those of a bearer context in its place. */
function elements<Value>(read: (element: GtpElement) => readonly Value[]): ReadCore<Value> {
  return v2(message =>
    message.elements.flatMap(one =>
      one.type === ELEMENT.BEARER_CONTEXT ? gtpElements(one.data).elements.flatMap(read) : read(one),
    ),
  );
}

function element<Value>(wanted: number, read: (data: Uint8Array) => readonly Value[]): ReadCore<Value> {
  return elements(({ type, data }) => (type === wanted ? read(data) : []));
}

function octetAt(at: number): (data: Uint8Array) => readonly number[] {
  return data => optional(data[at]);
}

function numberAt(at: number): (data: Uint8Array) => readonly number[] {
  return data => (at + 4 <= data.length ? [readU32(data, at)] : []);
}

/** A bit rate of five octets. */
function rateAt(at: number): (data: Uint8Array) => readonly number[] {
  return data => (at + 5 <= data.length ? [readU8(data, at) * 2 ** 32 + readU32(data, at + 1)] : []);
}

function digits(data: Uint8Array): readonly string[] {
  const text = tbcdDigits(data);
  return text === '' ? [] : [text];
}

/** TS 29.274 §8.14: of a type with both families the IPv6 address comes first. */
function addressesOfPaa(data: Uint8Array): string[] {
  const type = (data[0] ?? 0) & 7;
  const found = [
    type === 2 || type === 3 ? addressAt(data, 2, 16) : null,
    type === 1 ? addressAt(data, 1, 4) : type === 3 ? addressAt(data, 18, 4) : null,
  ];
  return found.filter(address => address !== null);
}

/** TS 29.274 §8.22. */
function addressesOfTunnel(data: Uint8Array): string[] {
  const flags = data[0] ?? 0;
  const hasIpv4 = (flags & 0x80) !== 0;
  const found = [
    hasIpv4 ? addressAt(data, 5, 4) : null,
    (flags & 0x40) !== 0 ? addressAt(data, hasIpv4 ? 9 : 5, 16) : null,
  ];
  return found.filter(address => address !== null);
}
