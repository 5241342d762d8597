import { readU16 } from '../../bytes/read.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import { addWords } from '../packet/checksum.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { checksumOf, correctChecksums, writeU16 } from './correct-checksums.ts';
import { type EspPosition, GRE_FLAG, headersAround, type OuterHeader } from './envelope.ts';
import { type LinkStart, linkHeader, linkStart } from './link-header.ts';

/** A decrypted ESP packet: its place and its payload. */
export interface OpenedEsp extends EspPosition {
  /** The IP addresses around it, source and destination, of the family. */
  readonly family: 4 | 6;
  readonly addresses: Uint8Array;
  /** Where the IP header around it begins, in the buffer that `start` is an offset in; null when in none. */
  readonly ipStart: number | null;
  /** IP protocol of the payload; 4 and 41 are tunnel mode. */
  readonly nextHeader: number;
  readonly payload: Uint8Array;
}

/** A frame in which ESP was replaced. */
interface ReplacedFrame {
  readonly data: Uint8Array;
  /** True when the headers around the innermost IP packet could not be kept. */
  readonly outerDropped: boolean;
  /** True when the inner checksum of UDP or TCP was wrong for the addresses that it has now. */
  readonly checksumCorrected: boolean;
}

/**
 * The frame with its ESP replaced by what it carried: in transport mode after the IP header and extension headers
 * that were around it, in tunnel mode the inner IP packet in the place of the outer one. Lengths and checksums of
 * all that is around are put right. ESP that was fragmented becomes one whole packet. What followed the IP packet
 * in the frame (padding, a frame check sequence) is left out.
 *
 * Where a header around the packet is not known, the innermost IP packet follows the link header directly. Null
 * when no frame of this link type can hold the packet.
 *
 * @param levels the ESP packet of the frame, then the one in that, and so on.
 */
export function replaceEsp(record: CaptureRecord, levels: readonly OpenedEsp[]): ReplacedFrame | null {
  const link = linkStart(record);
  const innermost = levels.at(-1);
  if (link === null || innermost === undefined) return null;
  const work: Replacement = {
    protocol: innermost.nextHeader,
    bytes: withoutFlowPadding(innermost.nextHeader, innermost.payload),
    withinIp: isIp(innermost.nextHeader),
    outerDropped: false,
    checksumCorrected: false,
  };
  if (work.withinIp) work.checksumCorrected = correctChecksums(work.bytes);
  for (let i = levels.length - 1; i >= 0; i--) {
    const around = i === 0 ? record.data : (levels[i - 1] as OpenedEsp).payload;
    const start = i === 0 ? link.offset : 0;
    const protocol = i === 0 ? link.protocol : (levels[i - 1] as OpenedEsp).nextHeader;
    const level = levels[i] as OpenedEsp;
    const headers = headersAround(around, start, protocol, level);
    if (headers === null ? !dropOuter(work, level, around) : !wrap(work, headers)) return null;
  }
  return finish(work, record, link);
}

/** The packet so far, of `protocol`. */
interface Replacement {
  protocol: number;
  bytes: Uint8Array;
  /** Is there an IP header within `bytes`? */
  withinIp: boolean;
  outerDropped: boolean;
  checksumCorrected: boolean;
}

function finish(work: Replacement, record: CaptureRecord, link: LinkStart): ReplacedFrame | null {
  const { protocol, bytes, outerDropped, checksumCorrected } = work;
  if (!isIp(protocol)) return null;
  const header = linkHeader(record, link, protocol === PROTOCOL.IPV4 ? 4 : 6, bytes.length);
  return header === null ? null : { data: joined(header, bytes), outerDropped, checksumCorrected };
}

/** Puts the headers around again, from the inside out; false if a length does not fit its field. */
function wrap(work: Replacement, headers: readonly OuterHeader[]): boolean {
  const kept = [...headers];
  // In tunnel mode the outer IP header goes, and with it all that it has between itself and ESP.
  if (isIp(work.protocol)) while (kept.length > 0 && !isIpHeader(kept.pop() as OuterHeader));
  for (const outer of kept.reverse()) if (!put(work, outer)) return false;
  return true;
}

function put(work: Replacement, outer: OuterHeader): boolean {
  // The fragment header and the UDP header around ESP are no longer needed.
  if (outer.kind === 'fragment' || outer.kind === 'udp-encapsulation') return true;
  const header = outer.bytes.slice(outer.start, outer.end);
  const length = header.length + work.bytes.length;
  const around = outer.kind === 'ipv6' ? length - 40 : length;
  if (around > 0xffff) return false;
  const packet = joined(header, work.bytes);
  switch (outer.kind) {
    case 'ipv4':
      packet[9] = work.protocol;
      writeU16(packet, 2, length);
      // Neither more fragments nor an offset; "don't fragment" stays.
      writeU16(packet, 6, readU16(packet, 6) & 0xc000);
      break;
    case 'ipv6':
      packet[6] = work.protocol;
      writeU16(packet, 4, length - 40);
      break;
    case 'extension':
      packet[0] = work.protocol;
      break;
    case 'udp':
      writeU16(packet, 4, length);
      break;
    case 'gtpu':
      writeU16(packet, 2, length - 8);
      break;
    case 'gre':
      writeGre(packet, work.protocol);
  }
  if (isIpHeader(outer)) {
    const corrected = correctChecksums(packet);
    if (!work.withinIp) work.checksumCorrected = corrected;
    work.withinIp = true;
  }
  work.protocol = outer.protocol;
  work.bytes = packet;
  return true;
}

function writeGre(packet: Uint8Array, protocol: number): void {
  writeU16(packet, 2, protocol === PROTOCOL.IPV6 ? 0x86dd : 0x0800);
  if ((readU16(packet, 0) & GRE_FLAG.CHECKSUM) === 0) return;
  writeU16(packet, 4, 0);
  writeU16(packet, 4, checksumOf(addWords(0, packet, 0, packet.length)));
}

/**
 * Gives up what is around the IP header around the ESP packet. If that header was in a fragment, one is made with its
 * addresses.
 */
function dropOuter(work: Replacement, level: OpenedEsp, around: Uint8Array): boolean {
  const { family, addresses, ipStart, start } = level;
  work.outerDropped = true;
  if (isIp(work.protocol)) return true;
  const protocol = family === 4 ? PROTOCOL.IPV4 : PROTOCOL.IPV6;
  if (ipStart === null) {
    const bytes = newHeader(family, addresses);
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    return put(work, { kind, bytes, start: 0, end: bytes.length, protocol });
  }
  const headers = headersAround(level.reassembled ?? around, ipStart, protocol, { reassembled: null, start });
  return headers !== null && wrap(work, headers);
}

function newHeader(family: 4 | 6, addresses: Uint8Array): Uint8Array {
  const header = new Uint8Array(family === 4 ? 20 : 40);
  header[0] = family === 4 ? 0x45 : 0x60;
  header[family === 4 ? 8 : 7] = HOP_LIMIT;
  header.set(addresses, family === 4 ? 12 : 8);
  return header;
}

/** Removes the padding that hides the length of a packet (RFC 4303 §2.7), by the length field of the packet. */
function withoutFlowPadding(protocol: number, payload: Uint8Array): Uint8Array {
  const length = ownLength(protocol, payload);
  const isRight = length >= 8 && length <= payload.length;
  return isRight ? payload.slice(0, length) : payload.slice();
}

function ownLength(protocol: number, payload: Uint8Array): number {
  if (payload.length < 8) return 0;
  if (protocol === PROTOCOL.UDP) return readU16(payload, 4);
  if (protocol === PROTOCOL.IPV4) return readU16(payload, 2);
  return protocol === PROTOCOL.IPV6 ? 40 + readU16(payload, 4) : 0;
}

function isIp(protocol: number): boolean {
  return protocol === PROTOCOL.IPV4 || protocol === PROTOCOL.IPV6;
}

function isIpHeader({ kind }: OuterHeader): boolean {
  return kind === 'ipv4' || kind === 'ipv6';
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

const HOP_LIMIT = 64;
