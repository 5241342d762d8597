import { fromLatin1 } from '../../bytes/latin1.ts';
import { canonicalHeaderName, SIP_NAMES } from '../../sip/header-names.ts';

/** Number of a canonical header name in a table of `sipTable`; 0 if it has none. */
export function sipNameNumber(name: string): number {
  return SIP_NAMES.indexOf(name) + 1;
}

/** Octets that the names take in the scratch. */
export const SIP_NAMES_LENGTH = 2400;

/* Places in it, as in `assembly/names.ts`. */
const SLOTS = 256;
const COMPACT = 256;
const LENGTHS = 288;
const NAMES = 352;
const NAME = 32;

/** Writes the names, with the compact ones, as WebAssembly looks them up. */
export function writeSipNames(to: Uint8Array): void {
  to.fill(0, 0, SIP_NAMES_LENGTH);
  for (const [i, name] of SIP_NAMES.entries()) {
    let slot = slotOf(name);
    while (to[slot] !== 0) slot = (slot + 1) % SLOTS;
    to[slot] = i + 1;
    to[LENGTHS + i + 1] = name.length;
    to.set(fromLatin1(name), NAMES + (i + 1) * NAME);
  }
  for (const letter of 'abcdefghijklmnopqrstuvwxyz')
    to[COMPACT + (letter.charCodeAt(0) & 31)] = sipNameNumber(canonicalHeaderName(letter));
}

function slotOf(name: string): number {
  const last = name.length - 1;
  return (name.length * 5 + name.charCodeAt(0) * 31 + name.charCodeAt(last) * 7) % SLOTS;
}
