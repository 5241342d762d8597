import { readU32 } from '../../bytes/read.ts';
import { read16, read32 } from '../byte-order.ts';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { PLACE, type PlaceVerdict } from '../resynchroniser.ts';
import { BLOCK, BYTE_ORDER_MAGIC, BYTE_ORDER_MAGIC_SWAPPED } from './pcapng-blocks.ts';

/** Shortest total lengths of the blocks at which reading may resume. */
const MINIMUM_LENGTHS: ReadonlyMap<number, number> = new Map([
  [BLOCK.SECTION_HEADER, 28],
  [BLOCK.INTERFACE, 20],
  [BLOCK.OBSOLETE_PACKET, 32],
  [BLOCK.SIMPLE_PACKET, 16],
  [BLOCK.NAME_RESOLUTION, 16],
  [BLOCK.INTERFACE_STATISTICS, 24],
  [BLOCK.ENHANCED_PACKET, 32],
  [BLOCK.DECRYPTION_SECRETS, 20],
]);

/** Most bytes of a block that is found after damage: the longest frame with its options. */
const LONGEST = MAX_CAPTURED_LENGTH + 0x10000;

const HEAD_LENGTH = 12;

/** The section in which a search takes place. */
export interface KnownSection {
  readonly bigEndian: boolean;
  /** Does a packet of that interface and time fit the packets before the damage? */
  fits(interfaceId: number, timeHigh: number, timeLow: number): boolean;
}

/**
 * Does a block begin at a place? Its type must be known, its length plausible and repeated at its end, its inner
 * lengths must fit, and the head of another such block, or the end of the file, must follow.
 *
 * @param section null before the first section header: then only a section header is accepted
 */
export function blockBeginsAt(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  section: KnownSection | null,
): PlaceVerdict {
  if (at + HEAD_LENGTH > bytes.length) return ended ? PLACE.NO : PLACE.UNDECIDED;
  const bigEndian = byteOrderAt(bytes, at, section);
  if (bigEndian === null) return PLACE.NO;
  const total = totalLengthAt(bytes, at, bigEndian);
  if (total === 0) return PLACE.NO;
  const end = at + total;
  if (end > bytes.length) return ended ? PLACE.NO : PLACE.UNDECIDED;
  if (read32(bytes, end - 4, bigEndian) !== total || !insideFits(bytes, at, total, bigEndian, section))
    return PLACE.NO;
  if (end === bytes.length) return ended ? PLACE.YES : PLACE.UNDECIDED;
  if (end + HEAD_LENGTH > bytes.length) return ended ? PLACE.NO : PLACE.UNDECIDED;
  const next = byteOrderAt(bytes, end, { bigEndian, fits: () => true });
  return next !== null && totalLengthAt(bytes, end, next) > 0 ? PLACE.YES : PLACE.NO;
}

/** Is the block with its head at this place big-endian? Null if no block can begin there. */
function byteOrderAt(bytes: Uint8Array, at: number, section: KnownSection | null): boolean | null {
  if (readU32(bytes, at) !== BLOCK.SECTION_HEADER) return section === null ? null : section.bigEndian;
  const magic = readU32(bytes, at + 8);
  if (magic === BYTE_ORDER_MAGIC) return true;
  return magic === BYTE_ORDER_MAGIC_SWAPPED ? false : null;
}

/** Total length of the block with its head at this place; 0 for an unknown type or an impossible length. */
function totalLengthAt(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  const minimum = MINIMUM_LENGTHS.get(read32(bytes, at, bigEndian));
  if (minimum === undefined) return 0;
  const total = read32(bytes, at + 4, bigEndian);
  return total >= minimum && total <= LONGEST && total % 4 === 0 ? total : 0;
}

function insideFits(
  bytes: Uint8Array,
  at: number,
  total: number,
  bigEndian: boolean,
  section: KnownSection | null,
): boolean {
  const type = read32(bytes, at, bigEndian);
  if (type === BLOCK.SECTION_HEADER) return read16(bytes, at + 12, bigEndian) === 1;
  if (type === BLOCK.SIMPLE_PACKET) return read32(bytes, at + 8, bigEndian) <= MAX_CAPTURED_LENGTH;
  if (type !== BLOCK.ENHANCED_PACKET && type !== BLOCK.OBSOLETE_PACKET) return true;
  const captured = read32(bytes, at + 20, bigEndian);
  const original = read32(bytes, at + 24, bigEndian);
  if (captured > original || original > MAX_CAPTURED_LENGTH || 32 + captured > total) return false;
  const from =
    type === BLOCK.ENHANCED_PACKET ? read32(bytes, at + 8, bigEndian) : read16(bytes, at + 8, bigEndian);
  const [high, low] = [read32(bytes, at + 12, bigEndian), read32(bytes, at + 16, bigEndian)];
  return section?.fits(from, high, low) ?? false;
}
