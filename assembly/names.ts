import { headerNames } from './scratch';

/*
 * The caller writes the names into the scratch: by the slot of `slotOf`, octets with the number of the name, or 0; by
 * the low five bits of their letter, numbers of compact names; by number, lengths of names; and the names in lower case.
 * `src/lane/wasm/sip-names.ts` has the same layout.
 */
const SLOTS: u32 = 256;
const COMPACT: usize = 256;
const LENGTHS: usize = 288;
const NAMES: usize = 352;

/** Octets of a name in the list, with zeros behind it. */
const NAME: usize = 32;

/** Number of a header name in any case, of at most 31 characters; 0 if it is none of the list. Reads 32 octets. */
export function headerId(name: usize, length: u32): i32 {
  const table = headerNames();
  const first = load<u8>(name) | 0x20;
  if (length == 1) return first >= 0x61 && first <= 0x7a ? load<u8>(table + COMPACT + (first & 31)) : 0;
  let slot = slotOf(length, first, load<u8>(name + length - 1) | 0x20);
  while (true) {
    const id = load<u8>(table + slot);
    if (id == 0) return 0;
    if (load<u8>(table + LENGTHS + id) == length && isName(name, table + NAMES + id * NAME, length)) return id;
    slot = (slot + 1) & (SLOTS - 1);
  }
}

@inline function slotOf(length: u32, first: u32, last: u32): usize {
  return (length * 5 + first * 31 + last * 7) & (SLOTS - 1);
}

/** No other character of a name becomes a letter or a hyphen with this bit. */
@inline function isName(name: usize, wanted: usize, length: u32): bool {
  const lower = i8x16.splat(0x20);
  const low: u32 = i8x16.bitmask(i8x16.eq(v128.or(v128.load(name), lower), v128.load(wanted)));
  const high: u32 = i8x16.bitmask(i8x16.eq(v128.or(v128.load(name, 16), lower), v128.load(wanted, 16)));
  const all: u32 = (1 << length) - 1;
  return ((low | (high << 16)) & all) == all;
}
