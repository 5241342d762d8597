import type { Pdn } from '../../../access/pdn.ts';
import type { Phone } from '../../cases/case.ts';
import { ueKey, ueKeys } from '../../cases/ue-address.ts';
import { type Moment, secondsBetween, type TcpNote } from '../../journal/notes.ts';
import type { Sent } from '../../journal/sent-packets.ts';
import { refusedSyns } from '../silence/connections.ts';

/** What a phone sent outside ESP from a moment on, and to whom. */
export interface PhoneTraffic {
  /** UDP to its P-CSCF, of which no SIP was read. */
  readonly toPcscf: readonly Sent[];
  readonly dns: readonly Sent[];
  readonly icmp: readonly Sent[];
  /** UDP to anyone else. */
  readonly other: readonly Sent[];
  /** SYNs to its P-CSCF by what came back. */
  readonly unanswered: readonly TcpNote[];
  readonly refused: readonly TcpNote[];
  readonly connected: readonly TcpNote[];
  /** SYNs to anyone else. */
  readonly otherSyns: readonly TcpNote[];
}

const DNS_PORT = 53;
const UDP = 17;

/** What a phone sent on a connection, to its P-CSCF there and to others. */
export function trafficOf({ capture }: Phone, { ue, pcscf }: Pdn, from: Moment): PhoneTraffic {
  const keys = ueKeys(ue);
  const isSince = (moment: Moment) => secondsBetween(from, moment) >= 0;
  const sent = [...keys].flatMap(key => capture.sentBy(key)).filter(({ last }) => isSince(last));
  const tcp = [...keys].flatMap(key => capture.tcpOf(key)).filter(isSince);
  const syns = tcp.filter(({ kind, source }) => kind === 'syn' && keys.has(ueKey(source) ?? ''));
  const toPcscf = syns.filter(({ destination }) => pcscf.includes(destination));
  const answered = new Set(tcp.filter(({ kind }) => kind === 'syn-ack').map(backwards));
  const rejected = new Set(refusedSyns(tcp).map(({ syn }) => forwards(syn)));
  const udp = sent.filter(({ protocol }) => protocol === UDP);
  const isDns = ({ port }: Sent) => port === DNS_PORT;
  const isToPcscf = ({ destination }: Sent) => pcscf.includes(destination);
  return {
    toPcscf: udp.filter(one => isToPcscf(one) && !isDns(one)),
    dns: udp.filter(isDns),
    icmp: sent.filter(({ protocol }) => protocol !== UDP),
    other: udp.filter(one => !isToPcscf(one) && !isDns(one)),
    unanswered: toPcscf.filter(syn => !answered.has(forwards(syn)) && !rejected.has(forwards(syn))),
    refused: toPcscf.filter(syn => rejected.has(forwards(syn))),
    connected: toPcscf.filter(syn => answered.has(forwards(syn))),
    otherSyns: syns.filter(({ destination }) => !pcscf.includes(destination)),
  };
}

/** Is any packet of a phone in the capture, on whatever connection? */
export function isVisible({ capture, keys }: Phone): boolean {
  return [...keys].some(
    key =>
      capture.sentBy(key).length > 0 ||
      capture.tcpOf(key).some(({ kind, source }) => kind === 'syn' && ueKey(source) === key),
  );
}

/** What was sent in place of a REGISTER, as a list; empty for nothing. */
export function trafficText(traffic: PhoneTraffic, pcscf: readonly string[]): string {
  const { toPcscf, dns, icmp, other, unanswered, refused, connected, otherSyns } = traffic;
  const toIt = icmp.filter(({ destination }) => pcscf.includes(destination));
  const parts = [
    synText(unanswered, 'without an answer'),
    synText(refused, 'refused with RST'),
    synText(connected, 'connected'),
    sentText(toPcscf, ({ destination, port }) => `UDP to ${destination} port ${port}`),
    sentText(dns, ({ destination }) => `DNS to ${destination}`),
    sentText(toIt, ({ destination }) => `ICMP to ${destination}`),
    sentText(
      icmp.filter(one => !toIt.includes(one)),
      ({ destination, port, protocol }) =>
        `ICMP${protocol === ICMPV6 ? 'v6' : ''} type ${port} to ${destination}`,
    ),
    sentText(other, ({ destination, port }) => `UDP to ${destination} port ${port}`),
    synText(otherSyns, ''),
  ];
  return parts.filter(part => part !== '').join(', ');
}

const ICMPV6 = 58;

/** Ways named of each kind at most; the packets of the others are counted with them. */
const NAMED = 3;

function sentText(ways: readonly Sent[], nameOf: (one: Sent) => string): string {
  if (ways.length === 0) return '';
  const named = ways
    .slice(0, NAMED)
    .map(one => `${nameOf(one)}${one.packets > 1 ? ` (${one.packets} packets)` : ''}`);
  return ways.length > NAMED
    ? `${named.join(', ')} and ${ways.length - NAMED} more like it`
    : named.join(', ');
}

function synText(syns: readonly TcpNote[], end: string): string {
  const [first] = syns;
  if (first === undefined) return '';
  const many = syns.length === 1 ? 'a TCP SYN' : `${syns.length} TCP SYNs`;
  return `${many} to ${first.destination} port ${first.destinationPort}${end === '' ? '' : ` ${end}`}`;
}

function forwards({ source, sourcePort, destination, destinationPort }: TcpNote): string {
  return `${source} ${sourcePort} ${destination} ${destinationPort}`;
}

function backwards({ source, sourcePort, destination, destinationPort }: TcpNote): string {
  return `${destination} ${destinationPort} ${source} ${sourcePort}`;
}
