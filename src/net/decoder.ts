import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import type { Protection } from '../model/protection.ts';
import { Datagram, PROTOCOL } from './datagram.ts';
import { skipExtensionHeaders } from './extension-headers.ts';
import { FragmentTable } from './fragments.ts';
import { enterGpdu, GTPU_PORT, isGpdu, isGtpu } from './gtpu.ts';
import { IP_LENGTH, IpHeader, readIp } from './ip.ts';
import { DamageReport } from './issues.ts';
import { ETHER_TYPE, linkDecoder, TOO_SHORT } from './link.ts';
import { NAT_TRAVERSAL_PORT, natTraversalKind } from './nat-traversal.ts';
import { type Fault, Region } from './region.ts';
import { emptyNetStatistics, type NetStatistics } from './statistics.ts';
import { readEsp, readSctp, readTcp, readUdp, UDP_LENGTH } from './transport.ts';

/** Bounds of the decoder; each has a default. */
export interface NetLimits {
  /** IP headers within each other (tunnels). */
  readonly depth: number;
  /** Datagrams in reassembly at a time. */
  readonly fragmentDatagrams: number;
  /** Bytes held for reassembly of datagrams. */
  readonly fragmentBytes: number;
  /** Seconds of capture time after which an incomplete datagram is given up. */
  readonly fragmentSeconds: number;
}

/** What a layer found behind its header. */
type Step = 'datagram' | 'ip' | 'nothing';

/** Turns captured frames into innermost datagrams: link layer, IP, fragments, tunnels, transport header. */
export class NetDecoder {
  /** All counters, live. */
  readonly statistics: NetStatistics;

  readonly #issues: DamageReport;
  readonly #fragments: FragmentTable;
  readonly #depth: number;
  readonly #reportedLinkTypes = new Set<number>();
  readonly #reportedSnaplen = new Set<number>();

  readonly #frame = new Datagram();
  readonly #inner = new Datagram();
  readonly #innerOfInner = new Datagram();
  readonly #region = new Region();
  readonly #ip = new IpHeader();
  readonly #network = { etherType: 0, offset: 0 };
  #frameBytes: Uint8Array | null = null;

  /** @param limits Bounds that replace the defaults. */
  constructor(report: Report, limits: Partial<NetLimits> = {}) {
    const bounds = { ...DEFAULT_LIMITS, ...limits };
    this.#depth = bounds.depth;
    this.#issues = new DamageReport(report);
    const { fragmentDatagrams, fragmentBytes, fragmentSeconds } = bounds;
    this.#fragments = new FragmentTable(
      { datagrams: fragmentDatagrams, bytes: fragmentBytes, seconds: fragmentSeconds },
      this.#issues,
    );
    this.statistics = emptyNetStatistics(this.#fragments.statistics);
  }

  /**
   * Innermost datagram of a frame (TCP, UDP, SCTP or ESP), or null when there is none (yet). The datagram is
   * reused by the next call.
   */
  decode(record: CaptureRecord): Datagram | null {
    this.statistics.frames++;
    const missing = Math.max(0, record.originalLength - record.data.length);
    if (missing > 0) this.#noteSnaplen(record);
    const datagram = this.#frame;
    datagram.file = record.file;
    datagram.frame = record.frame;
    datagram.frames = null;
    datagram.seconds = record.seconds;
    datagram.nanoseconds = record.nanoseconds;
    this.#frameBytes = record.data;
    if (!this.#enterNetwork(record, missing)) return null;
    this.#region.set(record.data, this.#network.offset, record.data.length, missing);
    return this.#descend(datagram);
  }

  /**
   * What an ESP packet carried: `nextHeader` 6, 17, 132 or 50 is transport mode (addresses are those of
   * `outer`), 4 or 41 tunnel mode (a whole IP packet). `missing` bytes of it were not captured. Returns another
   * reused record than `outer`; file, frames and time are those of `outer`.
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
    inner.file = outer.file;
    inner.frame = outer.frame;
    inner.frames = outer.frames;
    inner.seconds = outer.seconds;
    inner.nanoseconds = outer.nanoseconds;
    inner.protection = protection;
    this.#frameBytes = null;
    this.#region.set(bytes, start, end, missing);
    const ip = this.#ip;
    ip.family = outer.family;
    ip.addresses = outer.addresses;
    ip.sourceOffset = outer.sourceOffset;
    ip.destinationOffset = outer.destinationOffset;
    ip.protocol = nextHeader;
    ip.fragment = false;
    const step = this.#transport(inner);
    if (step === 'nothing' || (step === 'ip' && this.#descend(inner) === null)) return null;
    // Behind the cut there may be more of the stream than is known to be missing.
    if (outer.truncated && inner.protocol === PROTOCOL.TCP) inner.truncated = true;
    return inner;
  }

  /** End of capture: reports datagrams that never completed. */
  end(): void {
    this.#fragments.end();
  }

  #noteSnaplen(record: CaptureRecord): void {
    this.statistics.truncatedFrames++;
    if (this.#reportedSnaplen.has(record.file)) return;
    this.#reportedSnaplen.add(record.file);
    const message = `frame of ${record.originalLength} bytes, captured ${record.data.length}: the snap length cut it (first such frame)`;
    this.#issues.damage('snaplen', 'link', record, null, message);
  }

  /** Finds where IP begins in the frame; false when the frame holds none. */
  #enterNetwork(record: CaptureRecord, missing: number): boolean {
    const decodeLink = linkDecoder(record.linkType);
    if (decodeLink === undefined) {
      this.#noteLinkType(record);
      return false;
    }
    decodeLink(record.data, this.#network);
    const { etherType } = this.#network;
    if (etherType === ETHER_TYPE.IPV4 || etherType === ETHER_TYPE.IPV6) return true;
    if (etherType !== TOO_SHORT) {
      this.statistics.notIp++;
    } else if (missing === 0) {
      this.statistics.malformed++;
      const message = `frame of ${record.data.length} bytes ends inside its link header`;
      this.#issues.damage('link-header', 'link', record, 0, message);
    }
    return false;
  }

  #noteLinkType(record: CaptureRecord): void {
    this.statistics.unknownLinkType++;
    if (this.#reportedLinkTypes.has(record.linkType)) return;
    this.#reportedLinkTypes.add(record.linkType);
    const message = `link type ${record.linkType} is not supported, its frames are skipped`;
    this.#issues.damage('link-type', 'link', record, null, message);
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
        return this.#esp(datagram);
      case PROTOCOL.SCTP:
        return this.#sctp(datagram);
      case PROTOCOL.IPV4:
      case PROTOCOL.IPV6:
        this.statistics.ipInIp++;
        return 'ip';
      default:
        this.statistics.otherProtocols++;
        return 'nothing';
    }
  }

  #udp(datagram: Datagram): Step {
    const fault = readUdp(this.#region, datagram);
    if (fault !== null && !this.#bearable(fault, UDP_LENGTH, datagram)) return 'nothing';
    this.statistics.udp++;
    const { sourcePort, destinationPort } = datagram;
    if (sourcePort === GTPU_PORT || destinationPort === GTPU_PORT) {
      if (isGtpu(this.#region)) return this.#gtpu(datagram);
    } else if (sourcePort === NAT_TRAVERSAL_PORT || destinationPort === NAT_TRAVERSAL_PORT) {
      return this.#natTraversal(datagram);
    }
    return this.#found(datagram);
  }

  #gtpu(datagram: Datagram): Step {
    this.statistics.gtpu++;
    if (!isGpdu(this.#region)) {
      this.statistics.gtpuOther++;
      return 'nothing';
    }
    const fault = enterGpdu(this.#region);
    if (fault !== null) {
      this.#bearable(fault, '', datagram);
      return 'nothing';
    }
    const version = this.#region.length > 0 ? (this.#region.bytes[this.#region.start] as number) >> 4 : 0;
    if (version === 4 || version === 6) return 'ip';
    this.statistics.gtpuOther++;
    return 'nothing';
  }

  #natTraversal(datagram: Datagram): Step {
    const kind = natTraversalKind(this.#region);
    if (kind === 'ike') this.statistics.ike++;
    else if (kind === 'keep-alive') this.statistics.natKeepAlive++;
    if (kind !== 'esp') return 'nothing';
    datagram.udpEncapsulated = true;
    this.statistics.espInUdp++;
    return this.#esp(datagram);
  }

  #tcp(datagram: Datagram): Step {
    const fault = readTcp(this.#region, datagram);
    if (fault !== null) return this.#unreadable(fault, datagram);
    this.statistics.tcp++;
    return this.#found(datagram);
  }

  #sctp(datagram: Datagram): Step {
    const fault = readSctp(this.#region, datagram);
    if (fault !== null) return this.#unreadable(fault, datagram);
    this.statistics.sctp++;
    return this.#found(datagram);
  }

  #esp(datagram: Datagram): Step {
    const fault = readEsp(this.#region, datagram);
    if (fault !== null) return this.#unreadable(fault, datagram);
    this.statistics.esp++;
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
   * Reports a fault, unless the snap length explains it. True when its code is the one that the caller can live
   * with.
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

const DEFAULT_LIMITS: NetLimits = {
  depth: 8,
  fragmentDatagrams: 8192,
  fragmentBytes: 32 * 1024 * 1024,
  fragmentSeconds: 30,
};
