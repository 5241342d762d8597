import { readU8, readU16 } from '../../bytes/read.ts';
import { extensionLength, FRAGMENT, isExtension } from '../ip/extension-headers.ts';
import { IpHeader, readIp } from '../ip/ip.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { Region } from '../packet/region.ts';
import { enterGpdu, isGpdu, isGtpu } from '../tunnel/gtpu.ts';
import { enterGsmtap, gsmtapHeader, isIpOnScatPort } from '../tunnel/tool-wrappers.ts';

/** A header around a packet: `bytes` from `start` to `end`. */
export interface OuterHeader {
  readonly kind:
    | 'ipv4'
    | 'ipv6'
    | 'extension'
    | 'fragment'
    | 'udp'
    | 'udp-encapsulation'
    | 'gtpu'
    | 'gsmtap'
    | 'gre';
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Its own number as a protocol of IP; for GTP-U and GSMTAP, which are none, that of UDP. */
  readonly protocol: number;
}

/** The place of an ESP packet. */
export interface EspPosition {
  /** The IP payload that was put together from fragments; null when `start` is an offset in the packet itself. */
  readonly reassembled: Uint8Array | null;
  readonly start: number;
}

/** GRE (RFC 2784, RFC 2890): a flag each for checksum, key and sequence number. */
export const GRE_FLAG = { CHECKSUM: 0x8000, KEY: 0x2000, SEQUENCE: 0x1000 } as const;

/**
 * The headers between the start of a packet and the ESP packet within it, outermost first; null if there is one
 * among them that this function does not know, or more than one was fragmented.
 *
 * @param bytes the packet from `start` on.
 * @param protocol what the packet is: a protocol of IP, 4 or 41 for IP itself.
 */
export function headersAround(
  bytes: Uint8Array,
  start: number,
  protocol: number,
  position: EspPosition,
): OuterHeader[] | null {
  const walk = new Walk(bytes, start, protocol, position);
  while (!walk.arrived) if (walk.headers.length >= MAX_HEADERS || !walk.step()) return null;
  return walk.headers;
}

class Walk {
  readonly headers: OuterHeader[] = [];
  readonly #position: EspPosition;
  readonly #region = new Region();
  readonly #ip = new IpHeader();
  /** Are the offsets those of `EspPosition`? */
  #inPlace: boolean;

  constructor(bytes: Uint8Array, start: number, protocol: number, position: EspPosition) {
    this.#region.set(bytes, start, bytes.length, 0);
    this.#ip.protocol = protocol;
    this.#position = position;
    this.#inPlace = position.reassembled === null;
  }

  get arrived(): boolean {
    const isEsp = this.#ip.protocol === PROTOCOL.ESP;
    return isEsp && this.#inPlace && this.#region.start === this.#position.start;
  }

  /** Skips one header; false if it cannot. */
  step(): boolean {
    switch (this.#ip.protocol) {
      case PROTOCOL.IPV4:
      case PROTOCOL.IPV6:
        return this.#internetProtocol();
      case PROTOCOL.UDP:
        return this.#udp();
      case PROTOCOL.GRE:
        return this.#gre();
      default:
        return isExtension(this.#ip) && this.#extension();
    }
  }

  #internetProtocol(): boolean {
    const { start } = this.#region;
    // A wrong length is no problem: it will be rewritten.
    readIp(this.#region, this.#ip);
    if (this.#region.start === start) return false;
    const isIpv4 = this.#ip.family === 4;
    this.#add(isIpv4 ? 'ipv4' : 'ipv6', start, isIpv4 ? PROTOCOL.IPV4 : PROTOCOL.IPV6);
    return !this.#ip.fragment || this.#enterReassembled();
  }

  #extension(): boolean {
    const { bytes, start } = this.#region;
    const { protocol } = this.#ip;
    const length = extensionLength(this.#region, protocol);
    if (length > this.#region.length) return false;
    const isFragment = protocol === FRAGMENT && (readU16(bytes, start + 2) & 0xfff9) !== 0;
    this.#ip.protocol = readU8(bytes, start);
    this.#region.start += length;
    this.#add(isFragment ? 'fragment' : 'extension', start, protocol);
    return !isFragment || this.#enterReassembled();
  }

  #enterReassembled(): boolean {
    const { reassembled } = this.#position;
    if (reassembled === null || this.#inPlace) return false;
    this.#inPlace = true;
    this.#region.set(reassembled, 0, reassembled.length, 0);
    return true;
  }

  #udp(): boolean {
    const { start, length } = this.#region;
    if (length < 8) return false;
    this.#region.start += 8;
    if (this.#inPlace && this.#region.start === this.#position.start) {
      this.#add('udp-encapsulation', start, PROTOCOL.UDP);
      this.#ip.protocol = PROTOCOL.ESP;
      return true;
    }
    this.#add('udp', start, PROTOCOL.UDP);
    // Any ports: ESP was found inside.
    if (isIpOnScatPort(this.#region)) return this.#enterIp();
    return gsmtapHeader(this.#region) > 0 ? this.#gsmtap() : this.#gtpu();
  }

  #gtpu(): boolean {
    const { start } = this.#region;
    if (!isGtpu(this.#region) || !isGpdu(this.#region) || enterGpdu(this.#region) !== null) return false;
    this.#add('gtpu', start, PROTOCOL.UDP);
    return this.#enterIp();
  }

  #gsmtap(): boolean {
    const { start } = this.#region;
    if (enterGsmtap(this.#region, gsmtapHeader(this.#region)) !== 'ip') return false;
    this.#add('gsmtap', start, PROTOCOL.UDP);
    return this.#enterIp();
  }

  #gre(): boolean {
    const { bytes, start } = this.#region;
    const flags = readU16(bytes, start);
    // Version 0 without routing: what is left are three optional words.
    if ((flags & 0x4fff) !== 0) return false;
    const { CHECKSUM, KEY, SEQUENCE } = GRE_FLAG;
    const words = [CHECKSUM, KEY, SEQUENCE].filter(flag => (flags & flag) !== 0).length;
    this.#region.start += 4 + 4 * words;
    if (this.#region.length <= 0) return false;
    this.#add('gre', start, PROTOCOL.GRE);
    return this.#enterIp();
  }

  #enterIp(): boolean {
    const version = this.#region.length > 0 ? readU8(this.#region.bytes, this.#region.start) >> 4 : 0;
    this.#ip.protocol = version === 6 ? PROTOCOL.IPV6 : PROTOCOL.IPV4;
    return version === 4 || version === 6;
  }

  #add(kind: OuterHeader['kind'], start: number, protocol: number): void {
    const { bytes, start: end } = this.#region;
    this.headers.push({ kind, bytes, start, end, protocol });
  }
}

/** Headers around one ESP packet: eight tunnels of GTP-U with some extension headers. */
const MAX_HEADERS = 64;
