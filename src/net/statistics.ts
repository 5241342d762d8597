import type { FragmentStatistics } from './ip/fragments.ts';

/** Counters of decoding, from frame to datagram. */
export interface NetStatistics {
  frames: number;
  /** Frames of link types that are not supported. */
  unknownLinkType: number;
  /** Frames that the snap length cut. */
  truncatedFrames: number;
  /** Frames of other network protocols (ARP …). */
  notIp: number;
  /** IEEE 802.11 data frames that are encrypted, and A-MSDUs and fragments: none of them is read. */
  wlanProtected: number;
  wlanUnread: number;
  /** Wireshark upper PDUs; those of protocols that are of no interest are also in `upperPdusOther`. */
  upperPdus: number;
  upperPdusOther: number;
  /** Unreadable headers and wrong length fields. */
  malformed: number;
  /** Packets with too many nested tunnels. */
  depthExceeded: number;
  /** Packets of transport protocols that are of no interest (ICMP …). */
  otherProtocols: number;
  /** IP headers directly within IP. */
  ipInIp: number;
  /** GTP-U messages; those without a user's IP packet are also in `gtpuOther`. */
  gtpu: number;
  gtpuOther: number;
  /** Tunnel headers of each kind (L2TP in UDP and over IP); those without IP inside are also in `tunnelOther`. */
  gre: number;
  vxlan: number;
  geneve: number;
  l2tp: number;
  tzsp: number;
  tunnelOther: number;
  /**
   * Wrappers of tools and switches: VN-Tags, IP in UDP, GSMTAP messages; those of the last without IP or text are
   * also in `gsmtapOther`.
   */
  vnTags: number;
  ipInUdp: number;
  gsmtap: number;
  gsmtapOther: number;
  /** UDP headers, tunnels included. */
  udp: number;
  tcp: number;
  sctp: number;
  /** ESP packets; those in UDP are also in `espInUdp`. */
  esp: number;
  espInUdp: number;
  /** IKE on its ports; IKE and keep-alives on the ports of UDP-encapsulated ESP. */
  ike: number;
  natKeepAlive: number;
  /** TCP streams of IKE and ESP (RFC 9329), which are not read. */
  ikeInTcp: number;
  /** SPIs expected in UDP that were dropped because there were too many. */
  expectedSpisEvicted: number;
  /** ICMP errors about ESP packets. */
  icmpAboutEsp: number;
  fragments: FragmentStatistics;
}

/** Counters at zero, with the live counters of the fragment table. */
export function emptyNetStatistics(fragments: FragmentStatistics): NetStatistics {
  return {
    frames: 0,
    unknownLinkType: 0,
    truncatedFrames: 0,
    notIp: 0,
    wlanProtected: 0,
    wlanUnread: 0,
    upperPdus: 0,
    upperPdusOther: 0,
    malformed: 0,
    depthExceeded: 0,
    otherProtocols: 0,
    ipInIp: 0,
    gtpu: 0,
    gtpuOther: 0,
    gre: 0,
    vxlan: 0,
    geneve: 0,
    l2tp: 0,
    tzsp: 0,
    tunnelOther: 0,
    vnTags: 0,
    ipInUdp: 0,
    gsmtap: 0,
    gsmtapOther: 0,
    udp: 0,
    tcp: 0,
    sctp: 0,
    esp: 0,
    espInUdp: 0,
    ike: 0,
    natKeepAlive: 0,
    ikeInTcp: 0,
    expectedSpisEvicted: 0,
    icmpAboutEsp: 0,
    fragments,
  };
}
