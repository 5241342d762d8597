import { readU16, readU32 } from '../../bytes/read.ts';
import { type Datagram, PROTOCOL } from '../packet/datagram.ts';
import type { Fault, Region } from '../packet/region.ts';

/*
 * Readers of transport headers: each fills the fields of its protocol in the datagram and moves the region to
 * the payload.
 */

/** Octets of a UDP header (RFC 768). */
export const UDP_HEADER_LENGTH = 8;

/**
 * UDP (RFC 768). The length field cuts what follows the payload (TFC padding of ESP, RFC 4303 §2.7); 0 means up
 * to the end (jumbogram, offload). Too large a length is a fault, but the payload can be used.
 */
export function readUdp(region: Region, datagram: Datagram): Fault | null {
  const { bytes, start } = region;
  if (region.length < UDP_HEADER_LENGTH)
    return fault('udp-header', `expected a UDP header of 8 bytes, found ${region.length}`);
  const length = readU16(bytes, start + 4);
  if (length !== 0 && length < UDP_HEADER_LENGTH)
    return fault('udp-header', `expected a UDP length of at least 8, found ${length}`);
  const available = region.length + region.missing;
  const honest = length === 0 || region.limit(length);
  readPorts(region, datagram, PROTOCOL.UDP);
  region.start += UDP_HEADER_LENGTH;
  return honest ? null : fault(UDP_LENGTH, `expected a UDP length up to ${available}, found ${length}`);
}

/** The fault of a UDP length that exceeds the packet. */
export const UDP_LENGTH = 'udp-length';

/** TCP (RFC 9293 §3.1). */
export function readTcp(region: Region, datagram: Datagram): Fault | null {
  const { bytes, start } = region;
  if (region.length < 20)
    return fault('tcp-header', `expected a TCP header of 20 bytes, found ${region.length}`);
  const headerLength = ((bytes[start + 12] as number) >> 4) * 4;
  if (headerLength < 20 || headerLength > region.length)
    return fault(
      'tcp-header',
      `expected a TCP header length of 20 to ${region.length}, found ${headerLength}`,
    );
  readPorts(region, datagram, PROTOCOL.TCP);
  datagram.sequence = readU32(bytes, start + 4);
  datagram.acknowledgement = readU32(bytes, start + 8);
  datagram.tcpFlags = bytes[start + 13] as number;
  region.start += headerLength;
  return null;
}

/** SCTP common header (RFC 9260 §3.1); the payload begins with the first chunk. */
export function readSctp(region: Region, datagram: Datagram): Fault | null {
  if (region.length < 12)
    return fault('sctp-header', `expected an SCTP header of 12 bytes, found ${region.length}`);
  readPorts(region, datagram, PROTOCOL.SCTP);
  region.start += 12;
  return null;
}

/** ESP (RFC 4303 §2): the payload stays the whole packet, which must hold an SPI and a sequence number. */
export function readEsp(region: Region, datagram: Datagram): Fault | null {
  if (region.length < 8)
    return {
      code: 'esp-too-short',
      layer: 'esp',
      message: `expected 8 bytes of ESP, found ${region.length}`,
    };
  datagram.protocol = PROTOCOL.ESP;
  return null;
}

function readPorts(region: Region, datagram: Datagram, protocol: number): void {
  datagram.protocol = protocol;
  datagram.sourcePort = readU16(region.bytes, region.start);
  datagram.destinationPort = readU16(region.bytes, region.start + 2);
}

function fault(code: string, message: string): Fault {
  return { code, layer: 'transport', message };
}
