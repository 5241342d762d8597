import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import type { Protection } from '../model/protection.ts';
import { skipExtensionHeaders } from './ip/extension-headers.ts';
import { FragmentTable } from './ip/fragments.ts';
import { quotesEsp, readIcmpError } from './ip/icmp.ts';
import { IP_LENGTH, IpHeader, readIp } from './ip/ip.ts';
import { readEsp, readSctp, readTcp, readUdp, UDP_LENGTH } from './ip/transport.ts';
import { reachNetwork } from './link/encapsulation.ts';
import { enterInnerLink, findNetwork } from './link/link.ts';
import { isIp, NO_NETWORK, networkStart } from './link/network-start.ts';
import { PDU, readUpperPdu, UpperPdu } from './link/upper-pdu.ts';
import { DamageReport } from './packet/damage-report.ts';
import { Datagram, PROTOCOL } from './packet/datagram.ts';
import { type Fault, Region } from './packet/region.ts';
import { SkippedFrames } from './skipped-frames.ts';
import { emptyNetStatistics, type NetStatistics } from './statistics.ts';
import type { NetTraces } from './traces.ts';
import { enterGre } from './tunnel/gre.ts';
import { enterGpdu, isGpdu, isGtpu } from './tunnel/gtpu.ts';
import { enterL2tpOverIp } from './tunnel/l2tp.ts';
import { beginsIkeInTcp, NAT_TRAVERSAL_PORT } from './tunnel/nat-traversal.ts';
import { enterGsmtap, gsmtapHeader } from './tunnel/tool-wrappers.ts';
import {
  SHORT_TUNNEL,
  TUNNELS_IN_UDP,
  type TunnelInUdp,
  UDP_CONTENT,
  UdpContent,
} from './tunnel/udp-content.ts';

/** Bounds of the decoder. */
export interface NetLimits {
  /** IP headers within each other (tunnels). */
  readonly depth: number;
  /** Datagrams in reassembly at a time. */
  readonly fragmentDatagrams: number;
  /** Bytes held for reassembly of datagrams. */
  readonly fragmentBytes: number;
  /** Seconds of capture time after which an incomplete datagram is dropped. */
  readonly fragmentSeconds: number;
  /** SPIs expected in UDP, see `expectEspInUdp`. */
  readonly expectedSpis: number;
}

/** The next step after a header. */
type Step = 'datagram' | 'ip' | 'nothing';

/** Turns captured frames into innermost datagrams: link layer, IP, fragments, tunnels, transport header. */
export class NetDecoder {
  /** All counters, live. */
  readonly statistics: NetStatistics;

  readonly #issues: DamageReport;
  readonly #traces: NetTraces;
  readonly #fragments: FragmentTable;
  readonly #depth: number;
  readonly #skipped: SkippedFrames;
  readonly #udpContent: UdpContent;

  readonly #frame = new Datagram();
  readonly #inner = new Datagram();
  readonly #innerOfInner = new Datagram();
  readonly #region = new Region();
  readonly #ip = new IpHeader();
  readonly #network = networkStart();
  readonly #pdu = new UpperPdu();
  #frameBytes: Uint8Array | null = null;

  constructor(report: Report, limits: NetLimits, traces: NetTraces = {}) {
    this.#depth = limits.depth;
    this.#issues = new DamageReport(report);
    this.#traces = traces;
    const { fragmentDatagrams, fragmentBytes, fragmentSeconds } = limits;
    this.#fragments = new FragmentTable(
      { datagrams: fragmentDatagrams, bytes: fragmentBytes, seconds: fragmentSeconds },
      this.#issues,
      incomplete => traces.incomplete?.(incomplete),
    );
    this.#udpContent = new UdpContent(limits.expectedSpis);
    this.statistics = emptyNetStatistics(this.#fragments.statistics);
    this.#skipped = new SkippedFrames(this.statistics, this.#issues);
  }

  /**
   * Announces an SA: from now on a UDP datagram from or to this port that begins with this SPI is ESP. Either port,
   * because a NAT may change one of them (RFC 3948, TS 33.203 Annex M). 0: not known.
   */
  expectEspInUdp(port: number, spi: number): void {
    this.#udpContent.expectEsp(port, spi);
    this.statistics.expectedSpisEvicted = this.#udpContent.evicted;
  }

  /**
   * Innermost datagram of a frame (TCP, UDP, SCTP or ESP), or null when there is none (yet). The datagram is
   * reused by the next call.
   */
  decode(record: CaptureRecord): Datagram | null {
    this.statistics.frames++;
    const missing = Math.max(0, record.originalLength - record.data.length);
    if (missing > 0) this.#skipped.cut(record);
    const datagram = this.#frame;
    datagram.placeAt(record, null);
    this.#frameBytes = record.data;
    datagram.wrapper = null;
    const network = this.#network;
    findNetwork(record.linkType, record.data, network);
    if (network.vnTags !== this.statistics.vnTags) this.#passedVnTag(datagram);
    this.#region.set(record.data, network.offset, record.data.length, missing);
    if (isIp(network.etherType)) return this.#descend(datagram);
    if (network.etherType === NO_NETWORK.UPPER_PDU) return this.#upperPdu(datagram);
    this.#skipped.withoutIp(record, network);
    return null;
  }

  /**
   * The datagram inside an ESP packet: `nextHeader` 6, 17, 132 or 50 is transport mode (with the addresses of `outer`),
   * 4 or 41 tunnel mode (a whole IP packet). `missing` bytes of it were not captured. Returns another reused record
   * than `outer`, with its file, frames and time.
   */
  decodeInner(
    outer: Datagram,
    nextHeader: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    protection: Protection,
    missing = 0,
  ): Datagram | null {
    const inner = outer === this.#inner ? this.#innerOfInner : this.#inner;
    inner.placeAt(outer, outer.frames);
    inner.protection = protection;
    inner.wrapper = outer.wrapper;
    this.#frameBytes = null;
    this.#region.set(bytes, start, end, missing);
    const ip = this.#ip;
    ip.family = outer.family;
    ip.addresses = outer.addresses;
    ip.sourceOffset = outer.sourceOffset;
    ip.destinationOffset = outer.destinationOffset;
    ip.protocol = nextHeader;
    ip.fragment = false;
    const found = this.#reachTransport(inner) ? this.#follow(this.#transport(inner), inner) : null;
    // After the cut more of the stream may be missing than is known.
    if (found !== null && outer.truncated && found.protocol === PROTOCOL.TCP) found.truncated = true;
    return found;
  }

  /** Has a UDP payload between these ports no tunnel, ESP or IKE in it? For callers who read the headers themselves. */
  isPlainUdp(
    bytes: Uint8Array,
    start: number,
    end: number,
    sourcePort: number,
    destinationPort: number,
  ): boolean {
    this.#region.set(bytes, start, end, 0);
    return this.#udpContent.of(sourcePort, destinationPort, this.#region) === UDP_CONTENT.PLAIN;
  }

  /** End of capture: reports datagrams that never completed. */
  end(): void {
    this.#fragments.end();
  }

  /** A Wireshark upper PDU: its tags replace the missing layers. */
  #upperPdu(datagram: Datagram): Datagram | null {
    const pdu = this.#pdu;
    this.statistics.upperPdus++;
    const fault = readUpperPdu(this.#region, pdu);
    if (fault !== null) return this.#follow(this.#unreadable(fault, datagram), datagram);
    pdu.standInFor(this.#ip, datagram);
    return this.#follow(this.#upperPduContent(datagram), datagram);
  }

  #upperPduContent(datagram: Datagram): Step {
    const { content, etherType, linkType } = this.#pdu;
    if (content === PDU.PAYLOAD) return this.#found(datagram);
    if (content === PDU.GTPU && isGtpu(this.#region)) return this.#gtpu(datagram);
    if (content === PDU.TRANSPORT)
      return this.#reachTransport(datagram) ? this.#transport(datagram) : 'nothing';
    if (content === PDU.NETWORK) {
      this.#network.etherType = etherType;
      this.#network.linkType = linkType;
      this.#network.offset = this.#region.start;
      return this.#tunnel(null, datagram);
    }
    this.statistics.upperPdusOther++;
    return 'nothing';
  }

  #follow(step: Step, datagram: Datagram): Datagram | null {
    if (step === 'ip') return this.#descend(datagram);
    return step === 'datagram' ? datagram : null;
  }

  /** From an IP header at the region's start down to the innermost datagram. */
  #descend(datagram: Datagram): Datagram | null {
    for (let depth = 0; depth < this.#depth; depth++) {
      const fault = readIp(this.#region, this.#ip);
      if (fault !== null && !this.#bearable(fault, IP_LENGTH, datagram)) return null;
      if (!this.#reachTransport(datagram)) return null;
      const step = this.#transport(datagram);
      if (step !== 'ip') return step === 'datagram' ? datagram : null;
    }
    this.statistics.depthExceeded++;
    return null;
  }

  /** Extension headers and fragments; false when there is no whole datagram (yet). */
  #reachTransport(datagram: Datagram): boolean {
    for (let round = 0; round < this.#depth; round++) {
      const fault = skipExtensionHeaders(this.#region, this.#ip);
      if (fault !== null) return this.#bearable(fault, '', datagram);
      if (!this.#ip.fragment) return true;
      if (!this.#fragments.add(this.#ip, this.#region, datagram)) return false;
    }
    this.statistics.depthExceeded++;
    return false;
  }

  #transport(datagram: Datagram): Step {
    datagram.udpEncapsulated = false;
    datagram.sourcePort = 0;
    datagram.destinationPort = 0;
    switch (this.#ip.protocol) {
      case PROTOCOL.UDP:
        return this.#udp(datagram);
      case PROTOCOL.TCP:
        return this.#tcp(datagram);
      case PROTOCOL.ESP:
        return this.#read(readEsp(this.#region, datagram), 'esp', datagram);
      case PROTOCOL.SCTP:
        return this.#read(readSctp(this.#region, datagram), 'sctp', datagram);
      case PROTOCOL.IPV4:
      case PROTOCOL.IPV6:
        this.statistics.ipInIp++;
        return 'ip';
      case PROTOCOL.GRE:
        this.statistics.gre++;
        return this.#tunnel(enterGre(this.#region, this.#network), datagram);
      case PROTOCOL.L2TP:
        this.statistics.l2tp++;
        return this.#tunnel(enterL2tpOverIp(this.#region, this.#network), datagram);
      case PROTOCOL.ICMP:
      case PROTOCOL.ICMPV6:
        this.statistics.otherProtocols++;
        this.#icmp(datagram);
        return 'nothing';
      default:
        this.statistics.otherProtocols++;
        return 'nothing';
    }
  }

  #icmp(datagram: Datagram): void {
    const error = readIcmpError(this.#region, this.#ip);
    if (error !== null && quotesEsp(error)) this.statistics.icmpAboutEsp++;
    this.#found(datagram);
    datagram.protocol = this.#ip.protocol;
    if (error === null) this.#traces.icmpMessage?.(datagram);
    else this.#traces.icmp?.(error, datagram);
  }

  #udp(datagram: Datagram): Step {
    const fault = readUdp(this.#region, datagram);
    if (fault !== null && !this.#bearable(fault, UDP_LENGTH, datagram)) return 'nothing';
    this.statistics.udp++;
    const content = this.#udpContent.of(datagram.sourcePort, datagram.destinationPort, this.#region);
    return content === UDP_CONTENT.PLAIN ? this.#found(datagram) : this.#inUdp(content, datagram);
  }

  #inUdp(content: number, datagram: Datagram): Step {
    const { statistics } = this;
    switch (content) {
      case UDP_CONTENT.GTPU:
        return this.#gtpu(datagram);
      case UDP_CONTENT.ESP:
        datagram.udpEncapsulated = true;
        statistics.espInUdp++;
        return this.#read(readEsp(this.#region, datagram), 'esp', datagram);
      case UDP_CONTENT.IKE:
        statistics.ike++;
        this.#found(datagram);
        this.#traces.ike?.(datagram);
        return 'nothing';
      case UDP_CONTENT.KEEP_ALIVE:
        statistics.natKeepAlive++;
        return 'nothing';
      case UDP_CONTENT.IP:
        statistics.ipInUdp++;
        datagram.wrapper = 'ip-in-udp';
        return 'ip';
      case UDP_CONTENT.GSMTAP:
        return this.#gsmtap(datagram);
      default: {
        const { counter, enter } = TUNNELS_IN_UDP[content] as TunnelInUdp;
        statistics[counter]++;
        return this.#tunnel(enter(this.#region, this.#network), datagram);
      }
    }
  }

  /** From the contents of a tunnel down to IP. */
  #tunnel(fault: Fault | null, datagram: Datagram): Step {
    if (fault !== null) return this.#unreadable(fault, datagram);
    const region = this.#region;
    const network = this.#network;
    if (network.etherType === NO_NETWORK.INNER_LINK) enterInnerLink(region.bytes, region.end, network);
    else reachNetwork(region.bytes, region.end, network);
    if (network.vnTags !== this.statistics.vnTags) this.#passedVnTag(datagram);
    if (network.etherType === NO_NETWORK.TOO_SHORT) return this.#unreadable(SHORT_TUNNEL, datagram);
    if (isIp(network.etherType)) {
      region.start = network.offset;
      return 'ip';
    }
    this.statistics.tunnelOther++;
    return 'nothing';
  }

  #passedVnTag(datagram: Datagram): void {
    this.statistics.vnTags = this.#network.vnTags;
    datagram.wrapper = 'vn-tag';
  }

  /** Text counts as the payload of the UDP datagram around GSMTAP. */
  #gsmtap(datagram: Datagram): Step {
    this.statistics.gsmtap++;
    const content = enterGsmtap(this.#region, gsmtapHeader(this.#region));
    if (content === 'other') {
      this.statistics.gsmtapOther++;
      return 'nothing';
    }
    datagram.wrapper = 'gsmtap';
    return content === 'ip' ? 'ip' : this.#found(datagram);
  }

  #gtpu(datagram: Datagram): Step {
    this.statistics.gtpu++;
    if (!isGpdu(this.#region)) {
      this.statistics.gtpuOther++;
      return 'nothing';
    }
    const fault = enterGpdu(this.#region);
    if (fault !== null) return this.#unreadable(fault, datagram);
    const version = this.#region.length > 0 ? (this.#region.bytes[this.#region.start] as number) >> 4 : 0;
    if (version === 4 || version === 6) return 'ip';
    this.statistics.gtpuOther++;
    return 'nothing';
  }

  #tcp(datagram: Datagram): Step {
    const fault = readTcp(this.#region, datagram);
    if (fault !== null) return this.#unreadable(fault, datagram);
    this.statistics.tcp++;
    if (datagram.destinationPort === NAT_TRAVERSAL_PORT && beginsIkeInTcp(this.#region)) {
      this.statistics.ikeInTcp++;
      this.#skipped.once('esp-in-tcp', 'transport', datagram, 'ESP in TCP (RFC 9329) is not supported');
    }
    return this.#found(datagram);
  }

  #read(fault: Fault | null, counter: 'sctp' | 'esp', datagram: Datagram): Step {
    if (fault !== null) return this.#unreadable(fault, datagram);
    this.statistics[counter]++;
    return this.#found(datagram);
  }

  #unreadable(fault: Fault, datagram: Datagram): Step {
    this.#bearable(fault, '', datagram);
    return 'nothing';
  }

  #found(datagram: Datagram): Step {
    const { bytes, start, end, missing } = this.#region;
    datagram.family = this.#ip.family;
    datagram.addresses = this.#ip.addresses;
    datagram.sourceOffset = this.#ip.sourceOffset;
    datagram.destinationOffset = this.#ip.destinationOffset;
    datagram.bytes = bytes;
    datagram.start = start;
    datagram.end = end;
    datagram.missing = missing;
    datagram.truncated = missing > 0;
    return 'datagram';
  }

  /**
   * Reports a fault, unless the snap length explains it. True if decoding can go on: the fault has the code
   * `bearableCode`.
   */
  #bearable(fault: Fault, bearableCode: string, datagram: Datagram): boolean {
    const bearable = fault.code === bearableCode;
    if (this.#region.missing > 0 && !bearable) return false;
    this.statistics.malformed++;
    const offset = this.#region.bytes === this.#frameBytes ? this.#region.start : null;
    this.#issues.damage(fault.code, fault.layer, datagram, offset, fault.message);
    return bearable;
  }
}
