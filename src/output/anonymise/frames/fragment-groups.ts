import { equalBytes } from '../../../bytes/equal.ts';
import { toHex } from '../../../bytes/hex.ts';
import { fromLatin1, latin1 } from '../../../bytes/latin1.ts';
import { readU16, readU32 } from '../../../bytes/read.ts';
import { IpHeader } from '../../../net/ip/ip.ts';
import { PROTOCOL } from '../../../net/packet/datagram.ts';
import { Region } from '../../../net/packet/region.ts';
import { correctUdpChecksum } from '../../../net/rewrite/correct-checksums.ts';
import type { Mapping } from '../names/mapping.ts';
import { withoutNames } from '../names/names.ts';
import type { HeldFrame } from './held-frame.ts';
import { correctPackets } from './packet-checksums.ts';
import { type PacketHandler, type PacketStarts, type Payload, walkPayload } from './packet-walk.ts';

/** Replaces what a whole datagram carries; see `walkPayload`. */
type Walk = (region: Region, ip: IpHeader, starts: PacketStarts) => boolean;

interface Fragment extends Payload {
  readonly held: HeldFrame;
  readonly offset: number;
  readonly more: boolean;
}

interface Group {
  readonly ip: IpHeader;
  readonly mapping: Mapping;
  readonly fragments: Fragment[];
  /** The whole payload, before and after; null while it is not whole. */
  done: Replaced | null;
}

interface Replaced {
  readonly original: Uint8Array;
  /** Null if it has something that cannot be replaced. */
  readonly shown: Uint8Array | null;
}

/** Fragments of datagrams, replaced when a datagram is whole. */
export class FragmentGroups {
  readonly #walk: Walk;
  readonly #groups = new Map<string, Group>();

  /** @param walk replaces the content of a whole datagram. */
  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** Takes a fragment, whose frame waits from now on. */
  add({ bytes, start, end }: Payload, ip: IpHeader, held: HeldFrame, mapping: Mapping): boolean {
    const size = ip.family === 4 ? 4 : 16;
    const addresses = toHex(bytes.subarray(ip.sourceOffset, ip.sourceOffset + 2 * size));
    const key = `${addresses} ${ip.protocol} ${ip.fragmentId}`;
    const { fragmentOffset: offset, moreFragments: more } = ip;
    const known = this.#groups.get(key);
    if (known?.done && isPartOf(known.done, bytes, start, end, offset)) {
      if (known.done.shown === null) return false;
      bytes.set(known.done.shown.subarray(offset, offset + end - start), start);
      return true;
    }
    const group =
      known === undefined || known.done !== null
        ? { ip: Object.assign(new IpHeader(), ip), mapping, fragments: [], done: null }
        : known;
    if (this.#groups.size >= MOST_GROUPS) this.settle();
    this.#groups.set(key, group);
    held.pending++;
    group.fragments.push({ bytes, start, end, held, offset, more });
    const whole = wholeOf(group);
    if (whole === null) return true;
    if (ip.protocol === PROTOCOL.ESP) {
      endEsp(group);
      this.#groups.delete(key);
    } else this.#replace(group, whole);
    return true;
  }

  /** The content of a whole datagram, for the `walk` of the constructor. */
  walk(region: Region, ip: IpHeader, handler: PacketHandler, starts: PacketStarts): boolean {
    return walkPayload(region, ip, handler, starts);
  }

  /** Ends the wait for fragments that did not come: text is replaced as far as it goes, all else is overwritten. */
  settle(): void {
    for (const { fragments, mapping, ip } of this.#groups.values())
      for (const { bytes, start, end, held, offset } of fragments) {
        held.pending--;
        const from = Math.min(end, start + (offset === 0 ? keptOf(bytes, start, end, ip.protocol) : 0));
        const text = latin1(bytes, from, end);
        if (BINARY.test(text)) mapping.blot(bytes, from, end, `fragment ${ip.fragmentId} ${offset}`);
        else bytes.set(fromLatin1(withoutNames(text, mapping)), from);
      }
    this.#groups.clear();
  }

  #replace(group: Group, whole: Uint8Array): void {
    const { ip, fragments } = group;
    const original = whole.slice();
    const region = new Region();
    region.set(whole, 0, whole.length, 0);
    const starts: PacketStarts = [];
    const plain = Object.assign(new IpHeader(), ip);
    plain.fragment = false;
    const isKnown = this.#walk(region, plain, starts);
    if (isKnown) {
      correctPackets(whole, starts);
      if (ip.protocol === PROTOCOL.UDP && whole.length >= 8) correctUdpChecksum(whole, 0, whole.length, ip);
    }
    for (const { bytes, start, end, held, offset } of fragments) {
      held.pending--;
      held.leftOut ||= !isKnown;
      bytes.set(whole.subarray(offset, offset + end - start), start);
    }
    fragments.length = 0;
    group.done = { original, shown: isKnown ? whole : null };
  }
}

/** Is it a copy of a fragment that was replaced? */
function isPartOf(
  { original }: Replaced,
  bytes: Uint8Array,
  start: number,
  end: number,
  offset: number,
): boolean {
  const length = end - start;
  return offset + length <= original.length && equalBytes(original, offset, bytes, start, length);
}

/**
 * A whole ESP packet that was not decrypted stays, without its content. Fragments of one that was decrypted, which stand
 * in its last frame, are left out: with other keys they would seem to be forged.
 */
function endEsp({ fragments, mapping, ip }: Group): void {
  const isEncrypted = fragments.some(({ held }) => held.isEncrypted);
  for (const { bytes, start, end, held, offset } of fragments) {
    held.pending--;
    held.leftOut ||= !isEncrypted;
    blotEsp(bytes, start, end, ip.fragmentId, offset, mapping);
  }
}

/** Overwrites a fragment of ESP, except SPI and sequence number. */
export function blotEsp(
  bytes: Uint8Array,
  start: number,
  end: number,
  id: number,
  offset: number,
  mapping: Mapping,
): void {
  mapping.blot(bytes, Math.min(end, start + (offset === 0 ? 8 : 0)), end, `fragment ${id} ${offset}`);
}

/** Octets that stay of the first fragment: ports, and SPI and sequence number of ESP in UDP. */
function keptOf(bytes: Uint8Array, start: number, end: number, protocol: number): number {
  if (protocol === PROTOCOL.ESP) return Math.min(8, end - start);
  if (protocol !== PROTOCOL.UDP) return Math.min(4, end - start);
  const isNatTraversal =
    end - start > 16 && [readU16(bytes, start), readU16(bytes, start + 2)].includes(4500);
  return isNatTraversal && readU32(bytes, start + 8) !== 0 ? 16 : 8;
}

/** Sets of fragments that are kept: copies of a fragment come soon, so a minute of a busy capture is enough. */
const MOST_GROUPS = 1000;

const BINARY = /[\x00-\x08\x0e-\x1f]/;

/** The payload, if its fragments have come, perhaps several times; those that overlap otherwise are never whole. */
function wholeOf({ fragments }: Group): Uint8Array | null {
  const sorted = [...fragments].sort((a, b) => a.offset - b.offset);
  let length = 0;
  for (const { offset, start, end } of sorted) {
    const isCopy = offset < length && offset + end - start <= length;
    if (offset !== length && !isCopy) return null;
    if (!isCopy) length += end - start;
  }
  if (sorted.at(-1)?.more !== false) return null;
  const whole = new Uint8Array(length);
  for (const { bytes, start, end, offset } of sorted.reverse()) whole.set(bytes.subarray(start, end), offset);
  return whole;
}
