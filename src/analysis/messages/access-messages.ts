import { AccessReader } from '../../access/connections/access-reader.ts';
import { Lookups } from '../../access/connections/lookups.ts';
import { MobilityList } from '../../access/connections/mobility-list.ts';
import { type AccessLimits, PdnTable } from '../../access/connections/pdn-table.ts';
import type { Place } from '../../access/connections/place.ts';
import { DHCP_PORTS } from '../../access/dns-dhcp/dhcp.ts';
import { DNS_PORT } from '../../access/dns-dhcp/dns.ts';
import { GTP_CONTROL_PORT } from '../../access/gtp/gtpv2.ts';
import type { Report } from '../../model/issue.ts';
import type { Origin } from '../../model/origin.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { Flow } from '../events/flow.ts';
import type { MobilityEvent } from '../events/mobility-event.ts';
import type { PdnEvent } from '../events/pdn-event.ts';

/** Counts of what the access network said. */
export interface AccessStatistics {
  /** NAS messages in S1AP and NGAP, and those of them that are ciphered. */
  readonly nas: number;
  readonly nasCiphered: number;
  /** Connections given out before the end because there were too many. */
  readonly evicted: number;
}

/** Receives what is found. */
export interface AccessSink {
  readonly pdn: (event: PdnEvent) => void;
  readonly mobility: (event: MobilityEvent) => void;
}

/** Reads GTP-C, S1AP, NGAP, DNS, DHCP and IKE on their ports, and joins them into connections. */
export class AccessMessages {
  readonly #table: PdnTable;
  readonly #mobility: MobilityList;
  readonly #reader: AccessReader;
  readonly #lookups: Lookups;
  readonly #report: Report;
  /** What was reported, and of which file. */
  readonly #reported = new Set<string>();

  constructor(report: Report, limits: AccessLimits, emit: AccessSink) {
    this.#report = report;
    this.#table = new PdnTable(limits, emit.pdn);
    this.#mobility = new MobilityList(limits.connections, emit.mobility);
    this.#reader = new AccessReader(this.#table, limits, this.#mobility);
    this.#lookups = new Lookups(this.#table, limits);
  }

  get statistics(): AccessStatistics {
    const { messages, ciphered } = this.#reader.nas;
    return { nas: messages, nasCiphered: ciphered, evicted: this.#table.evicted };
  }

  /** A UDP datagram that is neither SIP nor HEP. */
  datagram(datagram: Datagram): void {
    const { sourcePort, destinationPort, bytes, start, end } = datagram;
    const isOn = (port: number) => sourcePort === port || destinationPort === port;
    if (isOn(GTP_CONTROL_PORT)) this.#reader.gtp(bytes, start, end, placeOf(datagram));
    else if (isOn(DNS_PORT)) this.#lookups.dns(bytes.subarray(start, end), placeOf(datagram));
    else if (DHCP_PORTS.has(sourcePort) && DHCP_PORTS.has(destinationPort))
      this.#lookups.dhcp(bytes.subarray(start, end), placeOf(datagram));
  }

  /** A message on the TCP port of DNS. */
  dns(bytes: Uint8Array, flow: Flow, frames: readonly number[], origin: Origin): void {
    const { file, seconds, nanoseconds } = origin;
    const { source, destination, sourcePort, destinationPort } = flow;
    const place = { file, frames, seconds, nanoseconds, source, destination, sourcePort, destinationPort };
    this.#lookups.dns(bytes, place);
  }

  /** A user message of SCTP that is neither SIP, Diameter nor HEP; `last` is the packet that completed it. */
  sctp(
    protocol: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: Datagram,
    frames: readonly number[],
  ): void {
    const before = this.#reader.nas.ciphered;
    const place = placeOf(last, frames);
    this.#reader.sctp(protocol, bytes.subarray(start, end), place);
    if (this.#reader.nas.ciphered > before)
      this.#reportOnce(
        'nas-ciphered',
        'NAS is ciphered: the P-CSCF that the phone asks for and is given is not visible here',
        last,
      );
  }

  /** A TCP stream that carries HTTP/2. */
  http2({ source, destination, destinationPort }: Flow, origin: Origin): void {
    const what = `HTTP/2 from ${source} to ${destination} port ${destinationPort} is not read`;
    const meaning = 'from a P-CSCF it is N5 to the PCF, where Rx would be Diameter (TS 29.514)';
    this.#reportOnce('http2-not-read', `${what}: ${meaning}`, origin);
  }

  /** A datagram of IKE. */
  ike(datagram: Datagram): void {
    this.#lookups.ike(datagram.bytes, datagram.start, datagram.end, placeOf(datagram));
  }

  /** The end of the capture. */
  end(): void {
    this.#mobility.end();
    this.#table.end();
  }

  #reportOnce(code: string, what: string, { file, frame }: Origin): void {
    const key = `${code} ${file}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const message = `${what} (reported once per file)`;
    this.#report({ code, layer: 'access', damage: false, file, frame, offset: null, message });
  }
}

function placeOf(datagram: Datagram, frames = datagram.frames ?? [datagram.frame]): Place {
  const { file, seconds, nanoseconds, source, destination, sourcePort, destinationPort } = datagram;
  return { file, frames, seconds, nanoseconds, source, destination, sourcePort, destinationPort };
}
