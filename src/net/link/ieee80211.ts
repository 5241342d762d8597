import { readU8, readU16, readU16LE, readU32, readU32LE } from '../../bytes/read.ts';
import { type NetworkStart, NO_NETWORK } from './network-start.ts';

/*
 * IEEE 802.11 and the headers that capture drivers put before it. Each function begins at `offset`, reads nothing at
 * or after `end` and leaves `found` at the LLC header of a data frame.
 */

/**
 * A data frame (IEEE 802.11-2020 §9.2, §9.3.2): 3 or 4 addresses, QoS and HT control. Encrypted frames, A-MSDUs
 * and fragments are told apart in `found`, but not read.
 */
export function ieee80211(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  found.etherType = dataFrame(bytes, offset, end, false, found);
}

/** radiotap.org: version 0, length in little-endian order. Its flags say whether the 802.11 header is padded. */
export function radiotap(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const length = offset + 8 <= end ? readU16LE(bytes, offset + 2) : 0;
  found.etherType = NO_NETWORK.TOO_SHORT;
  if (length < 8 || offset + length > end) return;
  const flags = radiotapFlags(bytes, offset, offset + length);
  found.etherType = dataFrame(bytes, offset + length, end, (flags & RADIOTAP_PADDED) !== 0, found);
}

/** LINKTYPE_IEEE802_11_PRISM: the header has its length; some drivers put an AVS header there. */
export function prism(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  if (offset + 8 <= end && readU32(bytes, offset) >>> 12 !== AVS_MAGIC) {
    const length = Math.min(readU32(bytes, offset + 4), readU32LE(bytes, offset + 4));
    found.etherType = behindHeader(bytes, offset, end, length, found);
  } else avs(bytes, offset, end, found);
}

/** LINKTYPE_IEEE802_11_AVS: version and length in network byte order. */
export function avs(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const length = offset + 8 <= end ? readU32(bytes, offset + 4) : 0;
  found.etherType = behindHeader(bytes, offset, end, length, found);
}

function behindHeader(
  bytes: Uint8Array,
  offset: number,
  end: number,
  length: number,
  found: NetworkStart,
): number {
  if (length < 8 || offset + length > end) return NO_NETWORK.TOO_SHORT;
  return dataFrame(bytes, offset + length, end, false, found);
}

/** Moves `found.offset` to the LLC header; returns the new `found.etherType`. */
function dataFrame(
  bytes: Uint8Array,
  offset: number,
  end: number,
  padded: boolean,
  found: NetworkStart,
): number {
  if (offset + 2 > end) return NO_NETWORK.TOO_SHORT;
  const type = readU8(bytes, offset);
  const flags = readU8(bytes, offset + 1);
  if ((type & TYPE_MASK) !== DATA || (type & WITHOUT_DATA) !== 0) return NO_NETWORK.NOT_IP;
  const addresses = (flags & TO_AND_FROM_DS) === TO_AND_FROM_DS ? 30 : 24;
  const qos = (type & QOS) !== 0;
  let length = addresses + (qos ? 2 : 0) + (qos && (flags & HT_CONTROL) !== 0 ? 4 : 0);
  if (padded) length = (length + 3) & ~3;
  if (offset + length > end) return NO_NETWORK.TOO_SHORT;
  found.offset = offset + length;
  const fragmentNumber = readU8(bytes, offset + 22) & 15;
  const aggregate = qos && (readU8(bytes, offset + addresses) & A_MSDU) !== 0;
  // Drivers that decrypt leave the bit set, but then the LLC header is readable.
  if ((flags & PROTECTED) !== 0 && !isSnap(bytes, found.offset, end)) return NO_NETWORK.WLAN_PROTECTED;
  const fragment = fragmentNumber !== 0 || (flags & MORE_FRAGMENTS) !== 0;
  return aggregate || fragment ? NO_NETWORK.WLAN_UNREAD : LLC_FOLLOWS;
}

function isSnap(bytes: Uint8Array, offset: number, end: number): boolean {
  return offset + 3 <= end && readU16(bytes, offset) === 0xaaaa && readU8(bytes, offset + 2) === 3;
}

/** The Flags field, 0 when there is none. It stands after the bitmaps and the TSFT, which is aligned to 8 octets. */
function radiotapFlags(bytes: Uint8Array, start: number, end: number): number {
  const present = readU32LE(bytes, start + 4);
  if ((present & PRESENT_FLAGS) === 0) return 0;
  let at = start + 8;
  let bitmap = present;
  while (bitmap >>> 31 === 1 && at + 4 <= end) {
    bitmap = readU32LE(bytes, at);
    at += 4;
  }
  if ((present & PRESENT_TSFT) !== 0) at = start + ((at - start + 7) & ~7) + 8;
  return at < end ? readU8(bytes, at) : 0;
}

/** A length as in IEEE 802.3: LLC comes next. */
const LLC_FOLLOWS = 0;
/** First octet of Frame Control: type, and bits of the data subtypes. */
const TYPE_MASK = 0x0c;
const DATA = 0x08;
const WITHOUT_DATA = 0x40;
const QOS = 0x80;
/** Second octet of Frame Control. */
const TO_AND_FROM_DS = 0x03;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const HT_CONTROL = 0x80;
/** First octet of QoS Control. */
const A_MSDU = 0x80;
const PRESENT_TSFT = 1;
const PRESENT_FLAGS = 2;
const RADIOTAP_PADDED = 0x20;
/** Upper 20 bits of 0x80211001. */
const AVS_MAGIC = 0x80211;
