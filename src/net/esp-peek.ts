import { readU8, readU16 } from '../bytes/read.ts';
import type { CaptureRecord } from '../model/capture.ts';
import { findNetwork } from './link/link.ts';
import { ETHER_TYPE, networkStart } from './link/network-start.ts';
import { PROTOCOL } from './packet/datagram.ts';

/** The place of the ESP packet in a frame, as offsets. A reused record. */
export interface EspPlace {
  destinationOffset: number;
  addressLength: 4 | 16;
  /** From the SPI to the end of the ICV. */
  start: number;
  end: number;
}

const network = networkStart();

/**
 * Finds the ESP packet of a simple frame: link layer, one IP header, ESP, not cut and not a fragment. False for all
 * others, which need the decoder. It has no state and reports nothing, so it may look ahead.
 */
export function peekEsp(record: CaptureRecord, place: EspPlace): boolean {
  const { data } = record;
  if (record.originalLength !== data.length) return false;
  findNetwork(record.linkType, data, network);
  if (network.etherType === ETHER_TYPE.IPV4) return peekIpv4(data, network.offset, place);
  return network.etherType === ETHER_TYPE.IPV6 && peekIpv6(data, network.offset, place);
}

function peekIpv4(data: Uint8Array, ip: number, place: EspPlace): boolean {
  if (ip + 20 > data.length || readU8(data, ip + 9) !== PROTOCOL.ESP) return false;
  if (readU8(data, ip) >> 4 !== 4 || (readU16(data, ip + 6) & 0x3fff) !== 0) return false;
  place.destinationOffset = ip + 16;
  place.addressLength = 4;
  place.start = ip + (readU8(data, ip) & 15) * 4;
  place.end = ip + readU16(data, ip + 2);
  return place.start < place.end && place.end <= data.length;
}

function peekIpv6(data: Uint8Array, ip: number, place: EspPlace): boolean {
  if (ip + 40 > data.length || readU8(data, ip + 6) !== PROTOCOL.ESP || readU8(data, ip) >> 4 !== 6)
    return false;
  place.destinationOffset = ip + 24;
  place.addressLength = 16;
  place.start = ip + 40;
  place.end = ip + 40 + readU16(data, ip + 4);
  return place.start < place.end && place.end <= data.length;
}
