import { readU32 } from '../../bytes/read.ts';
import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { NetworkStart } from '../link/network-start.ts';
import { type Fault, Region } from '../packet/region.ts';
import { isGtpu, isStrayGpdu } from './gtpu.ts';
import { enterL2tp, isL2tp } from './l2tp.ts';
import { isIke, isKeepAlive, natTraversalKind } from './nat-traversal.ts';
import { beginsWithText, enterGsmtap, gsmtapHeader, isBareIp, isIpOnScatPort } from './tool-wrappers.ts';
import { enterGeneve, enterTzsp, enterVxlan, isGeneve, isTzsp, isVxlan } from './vxlan-geneve-tzsp.ts';

/** The content of a UDP datagram, as far as this layer needs it. */
export const UDP_CONTENT = {
  PLAIN: 0,
  GTPU: 1,
  ESP: 2,
  IKE: 3,
  KEEP_ALIVE: 4,
  VXLAN: 5,
  GENEVE: 6,
  L2TP: 7,
  TZSP: 8,
  IP: 9,
  GSMTAP: 10,
} as const;

/** A tunnel to another link layer: its counter in `NetStatistics`, and the function that skips its header. */
export interface TunnelInUdp {
  readonly counter: 'vxlan' | 'geneve' | 'l2tp' | 'tzsp';
  readonly enter: (region: Region, found: NetworkStart) => Fault | null;
}

/** By the value of `UDP_CONTENT`. */
export const TUNNELS_IN_UDP: Readonly<Record<number, TunnelInUdp>> = {
  [UDP_CONTENT.VXLAN]: { counter: 'vxlan', enter: enterVxlan },
  [UDP_CONTENT.GENEVE]: { counter: 'geneve', enter: enterGeneve },
  [UDP_CONTENT.L2TP]: { counter: 'l2tp', enter: enterL2tp },
  [UDP_CONTENT.TZSP]: { counter: 'tzsp', enter: enterTzsp },
};

/** The fault of a tunnel without IP in it. */
export const SHORT_TUNNEL: Fault = {
  code: 'tunnel-header',
  layer: 'network',
  message: 'expected an IP packet in the tunnel, found only a part of the headers before it',
};

/**
 * Finds the content of a UDP datagram by its ports and its first octets. The port alone never decides, as other
 * protocols may use it by chance.
 */
export class UdpContent {
  /** Bits of `USE` for each port. */
  readonly #uses = new Uint16Array(65_536);
  /** SPIs as signed numbers, oldest first. */
  readonly #spis = new Set<number>();
  readonly #oldest = new OldestFirst(this.#spis);
  readonly #spiLimit: number;
  /** SPIs forgotten because too many were expected. */
  evicted = 0;

  /** @param spiLimit SPIs expected at most. */
  constructor(spiLimit: number) {
    this.#spiLimit = spiLimit;
    for (const [port, use] of WELL_KNOWN) this.#uses[port] = use;
  }

  /** From now on a datagram from or to this port that begins with an SPI so announced is ESP. */
  expectEsp(port: number, spi: number): void {
    if (port === 0 || spi === 0) return;
    this.#uses[port] = (this.#uses[port] as number) | USE.AGREED;
    if (this.#spis.has(spi | 0)) return;
    if (this.#spis.size >= this.#spiLimit) this.#forgetOldest();
    this.#spis.add(spi | 0);
  }

  /** A value of `UDP_CONTENT` for the payload in `region`. */
  of(sourcePort: number, destinationPort: number, region: Region): number {
    const uses = (this.#uses[sourcePort] as number) | (this.#uses[destinationPort] as number);
    if (uses !== 0) {
      const content = this.#ofPorts(uses, region);
      if (content !== UDP_CONTENT.PLAIN) return content;
    }
    return straying(region);
  }

  #ofPorts(uses: number, region: Region): number {
    if ((uses & USE.NAT_TRAVERSAL) !== 0) return NAT_TRAVERSAL[natTraversalKind(region)];
    if ((uses & USE.GTPU) !== 0 && isGtpu(region)) return UDP_CONTENT.GTPU;
    if ((uses & USE.VXLAN) !== 0 && isVxlan(region)) return UDP_CONTENT.VXLAN;
    if ((uses & USE.GENEVE) !== 0 && isGeneve(region)) return UDP_CONTENT.GENEVE;
    if ((uses & USE.L2TP) !== 0 && isL2tp(region)) return UDP_CONTENT.L2TP;
    if ((uses & USE.TZSP) !== 0 && isTzsp(region)) return UDP_CONTENT.TZSP;
    if ((uses & USE.IKE) !== 0 && isIke(region, 0)) return UDP_CONTENT.IKE;
    if ((uses & USE.SCAT) !== 0 && isIpOnScatPort(region)) return UDP_CONTENT.IP;
    if ((uses & USE.GSMTAP) !== 0 && gsmtapHeader(region) > 0) return UDP_CONTENT.GSMTAP;
    return (uses & USE.AGREED) !== 0 ? this.#onAgreedPort(region) : UDP_CONTENT.PLAIN;
  }

  /** SIP in the clear uses the same ports. */
  #onAgreedPort(region: Region): number {
    if (isKeepAlive(region)) return UDP_CONTENT.KEEP_ALIVE;
    if (region.length < 8) return UDP_CONTENT.PLAIN;
    const spi = readU32(region.bytes, region.start);
    if (spi === 0) return isIke(region, 4) ? UDP_CONTENT.IKE : UDP_CONTENT.PLAIN;
    // An SPI may by chance be four letters; a sequence number that is four more would be above 500 million.
    return this.#spis.has(spi | 0) && !beginsWithText(region) ? UDP_CONTENT.ESP : UDP_CONTENT.PLAIN;
  }

  #forgetOldest(): void {
    this.#spis.delete(this.#oldest.next() as number);
    this.evicted++;
  }
}

/**
 * What is known by its content on every port: tools and test equipment let the user choose one. One look at the first
 * octet is enough for nearly all other payloads.
 */
function straying(region: Region): number {
  switch (region.length < 20 ? 0 : (region.bytes[region.start] as number) >> 4) {
    case 0:
      return isStrayGsmtap(region) ? UDP_CONTENT.GSMTAP : UDP_CONTENT.PLAIN;
    case 3:
      return isStrayGpdu(region) ? UDP_CONTENT.GTPU : UDP_CONTENT.PLAIN;
    case 4:
    case 6:
      return isBareIp(region) ? UDP_CONTENT.IP : UDP_CONTENT.PLAIN;
    default:
      return UDP_CONTENT.PLAIN;
  }
}

/** With an IP packet, or text, after its header. */
function isStrayGsmtap(region: Region): boolean {
  const header = gsmtapHeader(region);
  if (header === 0) return false;
  inside.set(region.bytes, region.start, region.end, region.missing);
  return enterGsmtap(inside, header) !== 'other';
}

const USE = {
  GTPU: 1,
  NAT_TRAVERSAL: 2,
  VXLAN: 4,
  GENEVE: 8,
  L2TP: 16,
  TZSP: 32,
  IKE: 64,
  AGREED: 128,
  SCAT: 256,
  GSMTAP: 512,
} as const;

/** IANA service-names-port-numbers; 8472 is VXLAN as Linux had it first; TZSP and scat have none registered. */
const WELL_KNOWN: readonly (readonly [number, number])[] = [
  [500, USE.IKE],
  [1701, USE.L2TP],
  [2152, USE.GTPU],
  [4500, USE.NAT_TRAVERSAL],
  [4729, USE.GSMTAP],
  [4789, USE.VXLAN],
  [6081, USE.GENEVE],
  [8472, USE.VXLAN],
  [37_008, USE.TZSP],
  [47_290, USE.SCAT],
];

const NAT_TRAVERSAL = {
  esp: UDP_CONTENT.ESP,
  ike: UDP_CONTENT.IKE,
  'keep-alive': UDP_CONTENT.KEEP_ALIVE,
} as const;

const inside = new Region();
