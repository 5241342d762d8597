import type { DhcpMessage } from '../../../access/dns-dhcp/dhcp.ts';
import type { DnsMessage, DnsRecord } from '../../../access/dns-dhcp/dns.ts';
import type { IkeHeader } from '../../../access/dns-dhcp/ike.ts';
import { fromHex } from '../../../bytes/hex.ts';
import { latin1 } from '../../../bytes/latin1.ts';
import { type Field, optional } from '../field.ts';
import { numberOf, type ReadCore, textOf, valuesOf } from './core-field.ts';

/** DNS (RFC 1035), DHCP (RFC 2131, RFC 9915) and the header of IKE (RFC 7296 §3.1). */
export const LOOKUP_FIELDS: readonly Field[] = [
  numberOf(
    'dns.id',
    16,
    'identity of a question and its answer',
    dns(({ id }) => [id]),
    4,
  ),
  valuesOf(
    'dns.flags.response',
    'boolean',
    'is it an answer?',
    dns(({ isAnswer }) => [Number(isAnswer)]),
  ),
  numberOf(
    'dns.flags.rcode',
    4,
    'code of an answer: 0 no error, 3 the name does not exist',
    dns(({ isAnswer, flags }) => (isAnswer ? [flags & 15] : [])),
  ),
  valuesOf(
    'dns.flags.truncated',
    'boolean',
    'was it cut, so that it is asked again over TCP?',
    dns(({ flags }) => [(flags >> 9) & 1]),
  ),
  textOf(
    'dns.qry.name',
    'name asked for',
    dns(({ writtenName }) => [writtenName]),
  ),
  numberOf(
    'dns.qry.type',
    16,
    'type asked for: 1 A, 28 AAAA, 33 SRV, 35 NAPTR',
    dns(({ typeNumber }) => [typeNumber]),
  ),
  textOf(
    'dns.resp.name',
    'name of a record, of SRV not',
    records(null, ({ type, writtenName }) => (type === 'SRV' ? [] : [writtenName])),
  ),
  valuesOf(
    'dns.a',
    'ipv4',
    'address of a name',
    records('A', ({ text }) => [text]),
  ),
  valuesOf(
    'dns.aaaa',
    'ipv6',
    'address of a name',
    records('AAAA', ({ text }) => [text]),
  ),
  textOf(
    'dns.cname',
    'other name of a name',
    records('CNAME', ({ text }) => [text]),
  ),
  numberOf('dns.srv.priority', 16, 'priority of a server, the lowest first', records('SRV', numberPart(0))),
  numberOf('dns.srv.weight', 16, 'its weight', records('SRV', numberPart(1))),
  numberOf('dns.srv.port', 16, 'its port', records('SRV', numberPart(2))),
  textOf(
    'dns.srv.target',
    'its name',
    records('SRV', ({ text }) => optional(text.split(' ')[3])),
  ),
  numberOf('dns.naptr.order', 16, 'order of a NAPTR record', records('NAPTR', numberPart(0))),
  numberOf('dns.naptr.preference', 16, 'its preference', records('NAPTR', numberPart(1))),
  textOf('dns.naptr.flags', 'its flags', records('NAPTR', naptrPart(1))),
  textOf('dns.naptr.service', 'its service', records('NAPTR', naptrPart(2))),
  textOf('dns.naptr.regex', 'its regular expression', records('NAPTR', naptrPart(3))),
  textOf('dns.naptr.replacement', 'name that it leads to', records('NAPTR', naptrPart(4))),
  numberOf(
    'dhcp.option.dhcp',
    8,
    'message of DHCPv4: 1 DISCOVER, 2 OFFER, 3 REQUEST, 5 ACK',
    dhcp(4, ({ type }) => [type]),
  ),
  numberOf('dhcp.id', 32, 'transaction of DHCPv4', dhcp(4, transaction(8)), 8),
  valuesOf(
    'dhcp.ip.your',
    'ipv4',
    'address given to the client; 0.0.0.0: none',
    dhcp(4, ({ ue }) => [ue ?? '0.0.0.0']),
  ),
  valuesOf(
    'dhcp.option.sip_server.address',
    'ipv4',
    'SIP server that DHCPv4 gives (option 120)',
    dhcp(4, ({ addresses }) => addresses),
  ),
  textOf(
    'dhcp.option.sip_server.name',
    'name of a SIP server that DHCPv4 gives',
    dhcp(4, ({ names }) => names),
  ),
  valuesOf(
    'dhcp.option.domain_name_server',
    'ipv4',
    'DNS server that DHCPv4 gives',
    dhcp(4, ({ dns: servers }) => servers),
  ),
  numberOf(
    'dhcpv6.msgtype',
    8,
    'message of DHCPv6: 1 SOLICIT, 3 REQUEST, 7 REPLY, 11 INFORMATION-REQUEST',
    dhcp(6, ({ type }) => [type]),
  ),
  numberOf('dhcpv6.xid', 24, 'transaction of DHCPv6', dhcp(6, transaction(6)), 6),
  valuesOf(
    'dhcpv6.sip_server_a',
    'ipv6',
    'SIP server that DHCPv6 gives (option 22)',
    dhcp(6, ({ addresses }) => addresses),
  ),
  textOf(
    'dhcpv6.sip_server_domain_search_fqdn',
    'name of a SIP server that DHCPv6 gives (option 21)',
    dhcp(6, ({ names }) => names.map(name => `${name}.`)),
  ),
  valuesOf(
    'dhcpv6.dns_server',
    'ipv6',
    'DNS server that DHCPv6 gives',
    dhcp(6, ({ dns: servers }) => servers),
  ),
  valuesOf(
    'isakmp.ispi',
    'octets',
    'SPI of the initiator of IKE',
    ike(({ initiatorSpi }) => octets(initiatorSpi)),
  ),
  valuesOf(
    'isakmp.rspi',
    'octets',
    'SPI of its responder',
    ike(({ responderSpi }) => octets(responderSpi)),
  ),
  numberOf(
    'isakmp.version',
    8,
    'version of IKE, 0x20 is 2',
    ike(({ version }) => [version]),
    2,
  ),
  numberOf(
    'isakmp.exchangetype',
    8,
    'exchange: 34 IKE_SA_INIT, 35 IKE_AUTH',
    ike(({ exchangeType }) => [exchangeType]),
  ),
  numberOf(
    'isakmp.flags',
    8,
    'flags, 0x20 is an answer of IKEv2',
    ike(({ flags }) => [flags]),
    2,
  ),
  numberOf(
    'isakmp.messageid',
    32,
    'number of an exchange',
    ike(({ messageId }) => [messageId]),
    8,
  ),
  numberOf(
    'isakmp.notify.msgtype',
    16,
    'notification in the clear, below 16384 an error',
    ike(({ notifications }) => notifications),
  ),
];

function dns<Value>(read: (message: DnsMessage) => readonly Value[]): ReadCore<Value> {
  return core => (core.protocol === 'dns' ? read(core.message) : []);
}

/** Of the records of one type in all sections, or of all. */
function records<Value>(type: string | null, read: (record: DnsRecord) => readonly Value[]): ReadCore<Value> {
  return dns(({ answers, others }) =>
    [...answers, ...others].flatMap(one =>
      type === null || (one.type === type && one.text !== '') ? read(one) : [],
    ),
  );
}

/** A number in the text of a record, by its place. */
function numberPart(place: number): (record: DnsRecord) => readonly number[] {
  return ({ text }) => [Number(text.split(' ')[place])];
}

/** `order preference "flags" "service" "regexp" replacement`. */
const NAPTR = /^\d+ \d+ "([^"]*)" "([^"]*)" "(.*)" ([^ ]*)$/s;

function naptrPart(group: 1 | 2 | 3 | 4): (record: DnsRecord) => readonly string[] {
  return ({ text }) => optional(NAPTR.exec(text)?.[group] || null);
}

function dhcp<Value>(version: 4 | 6, read: (message: DhcpMessage) => readonly Value[]): ReadCore<Value> {
  const protocol = version === 4 ? 'dhcp' : 'dhcpv6';
  return core => (core.protocol === protocol ? read(core.message) : []);
}

/** The first hex digits of the transaction: DHCPv4 has the address of the hardware behind it. */
function transaction(digits: number): (message: DhcpMessage) => readonly number[] {
  return message => [Number.parseInt(message.transaction.slice(0, digits), 16)];
}

function ike<Value>(read: (header: IkeHeader) => readonly Value[]): ReadCore<Value> {
  return core => (core.protocol === 'isakmp' ? read(core.header) : []);
}

function octets(hex: string): string[] {
  const bytes = fromHex(hex);
  return bytes === null ? [] : [latin1(bytes)];
}
