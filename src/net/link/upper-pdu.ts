import { addressLength } from '../../bytes/address.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { readU16, readU32 } from '../../bytes/read.ts';
import type { IpHeader } from '../ip/ip.ts';
import { type Datagram, PROTOCOL } from '../packet/datagram.ts';
import type { Fault, Region } from '../packet/region.ts';
import { ETHER_TYPE, NO_NETWORK } from './network-start.ts';

/** The content of a Wireshark upper PDU. */
export const PDU = {
  /** A protocol that does not lead to SIP or ESP. */
  OTHER: 0,
  /** A layer below IP or IP itself: `etherType`, or `linkType` for `NO_NETWORK.INNER_LINK`. */
  NETWORK: 1,
  /** What an IP packet carries: `protocol`. */
  TRANSPORT: 2,
  GTPU: 3,
  /** What UDP, TCP or SCTP carries. */
  PAYLOAD: 4,
} as const;

/** The tags of a Wireshark upper PDU: one record, filled anew for each. */
export class UpperPdu {
  /** A value of `PDU`. */
  content: number = PDU.OTHER;
  etherType = 0;
  linkType = 0;
  /** IP protocol. */
  protocol = 0;
  family: 4 | 6 = 4;
  /** Source and destination, one after the other; zeros without a tag. */
  readonly addresses = new Uint8Array(32);
  sourcePort = 0;
  destinationPort = 0;

  /** Sets the fields of the missing headers. A payload counts as that of UDP. */
  standInFor(ip: IpHeader, datagram: Datagram): void {
    ip.family = this.family;
    ip.addresses = this.addresses;
    ip.sourceOffset = 0;
    ip.destinationOffset = addressLength(this.family);
    ip.protocol = this.protocol;
    ip.fragment = false;
    datagram.protocol = PROTOCOL.UDP;
    datagram.sourcePort = this.sourcePort;
    datagram.destinationPort = this.destinationPort;
    datagram.udpEncapsulated = false;
  }
}

/**
 * Reads the tags of LINKTYPE_WIRESHARK_UPPER_PDU (epan/exported_pdu.h of Wireshark: type, length with any padding
 * included, value, all in network byte order) and moves the region to what comes after them.
 */
export function readUpperPdu(region: Region, pdu: UpperPdu): Fault | null {
  pdu.content = PDU.OTHER;
  pdu.family = 4;
  pdu.addresses.fill(0);
  pdu.sourcePort = 0;
  pdu.destinationPort = 0;
  const { bytes } = region;
  let table = '';
  while (region.length >= 4) {
    const tag = readU16(bytes, region.start);
    const length = readU16(bytes, region.start + 2);
    const value = region.start + 4;
    const next = value + length;
    if (next > region.end)
      return fault(`expected upper PDU tag ${tag} with up to ${region.end - value} bytes, found ${length}`);
    region.start = next;
    switch (tag) {
      case TAG.END:
        return null;
      case TAG.PROTOCOL_NAME:
      case TAG.HEURISTIC_NAME:
        choose(pdu, DISSECTORS.get(nameAt(bytes, value, length)));
        break;
      case TAG.TABLE_NAME:
        table = nameAt(bytes, value, length);
        if (PORT_TABLES.has(table)) pdu.content = PDU.PAYLOAD;
        break;
      case TAG.TABLE_VALUE:
        if (length >= 4) chooseByTable(pdu, table, readU32(bytes, value));
        break;
      default:
        readEnds(bytes, tag, value, length, pdu);
    }
  }
  return fault('expected an end tag in the upper PDU, found none');
}

function chooseByTable(pdu: UpperPdu, table: string, value: number): void {
  if (table === 'ip.proto') choose(pdu, { content: PDU.TRANSPORT, number: value & 255 });
  else if (table === 'ethertype') choose(pdu, { content: PDU.NETWORK, number: value & 0xffff });
}

function choose(pdu: UpperPdu, dissector: Dissector | undefined): void {
  if (dissector === undefined) return;
  pdu.content = dissector.content;
  pdu.protocol = dissector.number;
  pdu.etherType = dissector.number;
  pdu.linkType = RAW;
}

/** Addresses and ports, each a tag of its own. */
function readEnds(bytes: Uint8Array, tag: number, value: number, length: number, pdu: UpperPdu): void {
  const size = tag <= TAG.IPV4_DESTINATION ? 4 : 16;
  switch (tag) {
    case TAG.IPV4_SOURCE:
    case TAG.IPV6_SOURCE:
    case TAG.IPV4_DESTINATION:
    case TAG.IPV6_DESTINATION:
      if (length < size) return;
      pdu.family = size === 4 ? 4 : 6;
      pdu.addresses.set(bytes.subarray(value, value + size), isDestination(tag) ? size : 0);
      return;
    case TAG.SOURCE_PORT:
      if (length >= 4) pdu.sourcePort = readU32(bytes, value) & 0xffff;
      return;
    case TAG.DESTINATION_PORT:
      if (length >= 4) pdu.destinationPort = readU32(bytes, value) & 0xffff;
  }
}

function isDestination(tag: number): boolean {
  return tag === TAG.IPV4_DESTINATION || tag === TAG.IPV6_DESTINATION;
}

/** Names are filled up with zeros. */
function nameAt(bytes: Uint8Array, start: number, length: number): string {
  let end = start;
  while (end < start + Math.min(length, MAX_NAME) && bytes[end] !== 0) end++;
  return latin1(bytes, start, end).toLowerCase();
}

function fault(message: string): Fault {
  return { code: 'upper-pdu', layer: 'link', message };
}

const TAG = {
  END: 0,
  PROTOCOL_NAME: 12,
  HEURISTIC_NAME: 13,
  TABLE_NAME: 14,
  IPV4_SOURCE: 20,
  IPV4_DESTINATION: 21,
  IPV6_SOURCE: 22,
  IPV6_DESTINATION: 23,
  SOURCE_PORT: 25,
  DESTINATION_PORT: 26,
  TABLE_VALUE: 32,
} as const;

interface Dissector {
  readonly content: number;
  /** EtherType or IP protocol. */
  readonly number: number;
}

const RAW = 101;
/** Bytes of the name of a dissector: tshark's longest have some tens. */
const MAX_NAME = 64;
const PORT_TABLES: ReadonlySet<string> = new Set(['udp.port', 'tcp.port', 'sctp.port']);
const IP: Dissector = { content: PDU.NETWORK, number: NO_NETWORK.INNER_LINK };
const ETHERNET: Dissector = { content: PDU.NETWORK, number: ETHER_TYPE.ETHERNET };
const SIP: Dissector = { content: PDU.PAYLOAD, number: 0 };
/** Wireshark's names of dissectors and heuristic dissectors. */
const DISSECTORS: ReadonlyMap<string, Dissector> = new Map<string, Dissector>([
  ['sip', SIP],
  ['sip.tcp', SIP],
  ['sip_udp', SIP],
  ['sip_tcp', SIP],
  ['ip', IP],
  ['ipv6', IP],
  ['raw_ip', IP],
  ['eth', ETHERNET],
  ['eth_withoutfcs', ETHERNET],
  ['eth_withfcs', ETHERNET],
  ['eth_maybefcs', ETHERNET],
  ['ppp', { content: PDU.NETWORK, number: ETHER_TYPE.PPP }],
  ['mpls', { content: PDU.NETWORK, number: ETHER_TYPE.MPLS }],
  ['udp', { content: PDU.TRANSPORT, number: PROTOCOL.UDP }],
  ['tcp', { content: PDU.TRANSPORT, number: PROTOCOL.TCP }],
  ['sctp', { content: PDU.TRANSPORT, number: PROTOCOL.SCTP }],
  ['esp', { content: PDU.TRANSPORT, number: PROTOCOL.ESP }],
  ['ah', { content: PDU.TRANSPORT, number: PROTOCOL.AH }],
  ['gre', { content: PDU.TRANSPORT, number: PROTOCOL.GRE }],
  ['gtp', { content: PDU.GTPU, number: 0 }],
]);
