import { readU16 } from '../../bytes/read.ts';
import { fillsRegion } from '../ip/ip.ts';
import { type Fault, Region } from '../packet/region.ts';

/**
 * Is this payload on the UDP port of GTP-U really GTPv1-U? Version 1, protocol type GTP, reserved bit not judged
 * (TS 29.281 §5.1). Other things may use the port by chance.
 */
export function isGtpu(region: Region): boolean {
  return region.length >= 8 && ((region.bytes[region.start] as number) & 0xf0) === 0x30;
}

/** Is this GTP-U message a G-PDU, which carries a user's packet? */
export function isGpdu(region: Region): boolean {
  return region.bytes[region.start + 1] === 255;
}

/**
 * Is this UDP payload a G-PDU, on whatever port? Test equipment and port forwarding move GTP-U to others, so every
 * length must agree: that of GTP-U with the datagram, that of the IP packet inside with GTP-U.
 */
export function isStrayGpdu(region: Region): boolean {
  const { bytes, start } = region;
  if (((bytes[start] as number) & 0xf0) !== 0x30 || bytes[start + 1] !== 255) return false;
  const wireLength = region.length + region.missing;
  if (region.length < 8 || readU16(bytes, start + 2) !== wireLength - 8) return false;
  inside.set(bytes, start, region.end, region.missing);
  return enterGpdu(inside) === null && fillsRegion(inside);
}

/** Moves the region from the header of a G-PDU to the packet that it carries (TS 29.281 §5.1, §5.2). */
export function enterGpdu(region: Region): Fault | null {
  const { bytes, start } = region;
  const flags = (bytes[start] as number) & 7;
  const length = readU16(bytes, start + 2);
  const available = region.length + region.missing - 8;
  if (!region.limit(8 + length)) return fault(`expected a GTP-U length up to ${available}, found ${length}`);
  region.start += 8;
  if (flags === 0) return null;
  if (region.length < 4) return fault(`expected 4 bytes of optional GTP-U fields, found ${region.length}`);
  region.start += 4;
  return (flags & EXTENSION_FLAG) === 0 ? null : skipExtensions(region);
}

/** Each extension header ends with the type of the next one; its length counts units of 4 octets. */
function skipExtensions(region: Region): Fault | null {
  while (region.bytes[region.start - 1] !== 0) {
    const length = region.length > 0 ? (region.bytes[region.start] as number) * 4 : 4;
    if (length === 0) return fault('expected a GTP-U extension header of at least 4 bytes, found 0');
    if (length > region.length)
      return fault(`expected a GTP-U extension header of at most ${region.length} bytes, found ${length}`);
    region.start += length;
  }
  return null;
}

function fault(message: string): Fault {
  return { code: 'gtpu-header', layer: 'network', message };
}

const EXTENSION_FLAG = 4;
const inside = new Region();
