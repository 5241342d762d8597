/**
 * The start of the next layer: one record that link layers and tunnels advance until it is at IP, or at a protocol that
 * does not lead to IP.
 */
export interface NetworkStart {
  /** EtherType of what is at `offset` (a value up to 1500 is a length: LLC follows), or a value of `NO_NETWORK`. */
  etherType: number;
  /** Offset in the buffer. */
  offset: number;
  /** LINKTYPE_ value for `INNER_LINK` and `UNKNOWN_LINK`. */
  linkType: number;
  /** VN-Tags that have been stepped over since the record was made. */
  vnTags: number;
}

/** EtherTypes on the way to IP (IANA ieee-802-numbers). */
export const ETHER_TYPE = {
  IPV4: 0x0800,
  ARP: 0x0806,
  /** Transparent Ethernet Bridging: an Ethernet frame from its destination address on (RFC 1701, RFC 7637). */
  ETHERNET: 0x6558,
  /** IEEE 802.1Q. */
  VLAN: 0x8100,
  IPV6: 0x86dd,
  /** PPP from its protocol field, or from address and control, on (RFC 2637). */
  PPP: 0x880b,
  MPLS: 0x8847,
  /** Once "multicast", today "upstream-assigned label" (RFC 5332). */
  MPLS_UPSTREAM: 0x8848,
  PPPOE_SESSION: 0x8864,
  /** VN-Tag of Cisco, the draft before IEEE 802.1BR (packet-vntag.c of Wireshark). */
  VN_TAG: 0x8926,
  /** IEEE 802.1ad. */
  PROVIDER_VLAN: 0x88a8,
  /** QinQ before it had a standard. */
  OLD_PROVIDER_VLAN: 0x9100,
  OLD_PROVIDER_VLAN_2: 0x9200,
} as const;

/** Why there is no EtherType: the other values of `NetworkStart.etherType`. */
export const NO_NETWORK = {
  /** The bytes end inside a header. */
  TOO_SHORT: -1,
  /** No IP follows. */
  NOT_IP: -2,
  /** No decoder for `linkType`. */
  UNKNOWN_LINK: -3,
  /** A frame of another link type, `linkType`, begins at `offset`. */
  INNER_LINK: -4,
  /** A Wireshark upper PDU: no link layer, but tags. */
  UPPER_PDU: -5,
  /** IEEE 802.11: the frame is encrypted. */
  WLAN_PROTECTED: -6,
  /** IEEE 802.11: an A-MSDU or a fragment. */
  WLAN_UNREAD: -7,
} as const;

/** Bytes up to which the field of an EtherType is a length: see IEEE 802.3 §3.2.6. */
export const MAX_LENGTH = 1500;

/** Does IPv4 or IPv6 begin there? */
export function isIp(etherType: number): boolean {
  return etherType === ETHER_TYPE.IPV4 || etherType === ETHER_TYPE.IPV6;
}

/** The value of a field that can only be an EtherType. */
export function etherTypeOnly(value: number): number {
  return value > MAX_LENGTH ? value : NO_NETWORK.NOT_IP;
}

/** An empty record. */
export function networkStart(): NetworkStart {
  return { etherType: NO_NETWORK.NOT_IP, offset: 0, linkType: 0, vnTags: 0 };
}
