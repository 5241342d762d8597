import type { FragmentStatistics } from './fragments.ts';

/** Counters of the way from frame to datagram. */
export interface NetStatistics {
  frames: number;
  /** Frames of link types that are not supported. */
  unknownLinkType: number;
  /** Frames that the snap length cut. */
  truncatedFrames: number;
  /** Frames of other network protocols (ARP …). */
  notIp: number;
  /** Headers that could not be read, and length fields that lie. */
  malformed: number;
  /** Packets with more tunnels within each other than allowed. */
  depthExceeded: number;
  /** Packets of transport protocols that are of no interest (ICMP …). */
  otherProtocols: number;
  /** IP headers directly within IP. */
  ipInIp: number;
  /** GTP-U messages; those without a user's IP packet are also in `gtpuOther`. */
  gtpu: number;
  gtpuOther: number;
  /** UDP headers, tunnels included. */
  udp: number;
  tcp: number;
  sctp: number;
  /** ESP packets; those in UDP are also in `espInUdp`. */
  esp: number;
  espInUdp: number;
  /** IKE and keep-alives on the port of UDP-encapsulated ESP. */
  ike: number;
  natKeepAlive: number;
  fragments: FragmentStatistics;
}

/** Counters at zero, with the live counters of the fragment table. */
export function emptyNetStatistics(fragments: FragmentStatistics): NetStatistics {
  return {
    frames: 0,
    unknownLinkType: 0,
    truncatedFrames: 0,
    notIp: 0,
    malformed: 0,
    depthExceeded: 0,
    otherProtocols: 0,
    ipInIp: 0,
    gtpu: 0,
    gtpuOther: 0,
    udp: 0,
    tcp: 0,
    sctp: 0,
    esp: 0,
    espInUdp: 0,
    ike: 0,
    natKeepAlive: 0,
    fragments,
  };
}
