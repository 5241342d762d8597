import type { OutputFrame } from '../../../analysis/events/output-frame.ts';
import { fromLatin1, latin1 } from '../../../bytes/latin1.ts';
import type { IpHeader } from '../../../net/ip/ip.ts';
import { type Datagram, PROTOCOL } from '../../../net/packet/datagram.ts';
import { linkStart } from '../../../net/rewrite/link-header.ts';
import { isCutSipStart, isSipStart } from '../../../sip/start-line.ts';
import { anonymousDiameter } from '../messages/diameter.ts';
import { anonymousSctp } from '../messages/sctp.ts';
import type { Replacing } from '../messages/sip-headers.ts';
import { anonymousSip } from '../messages/sip-message.ts';
import { blotEsp, FragmentGroups } from './fragment-groups.ts';
import { HeldFrame } from './held-frame.ts';
import { correctPackets } from './packet-checksums.ts';
import { espName, type PacketHandler, type Payload, walkPacket } from './packet-walk.ts';
import { TcpContents } from './tcp-contents.ts';

/** Makes what stands between frames and a file. */
export type Anonymising = (give: Give) => FrameAnonymiser;

/** Receives a frame, and a comment on it. */
export type Give = (frame: OutputFrame, comment: string | null) => void;

/**
 * Frames of a decrypted capture with other identities, addresses and keys. Lengths stay, and checksums are right. What
 * stays encrypted keeps its SPI and sequence number only. Frames with anything that is not read are left out.
 *
 * A message in several TCP segments or fragments is replaced as a whole, so frames may wait for later ones; they come out
 * in order.
 */
export class FrameAnonymiser implements PacketHandler {
  readonly #replacing: Replacing;
  readonly #give: Give;
  readonly #tcp: TcpContents;
  readonly #fragments: FragmentGroups;
  #waiting: HeldFrame[] = [];
  #waitingBytes = 0;
  #current: HeldFrame | null = null;
  #isInFragments = false;
  /** Frames that were left out. */
  leftOut = 0;

  /** @param give receives the frames. */
  constructor(replacing: Replacing, give: Give) {
    this.#replacing = replacing;
    this.#give = give;
    this.#tcp = new TcpContents(replacing);
    this.#fragments = new FragmentGroups((region, ip, starts) => {
      this.#isInFragments = true;
      const isKnown = this.#fragments.walk(region, ip, this, starts);
      this.#isInFragments = false;
      return isKnown;
    });
  }

  /** Takes the next frame; its octets are copied. */
  frame(frame: OutputFrame): void {
    const held = new HeldFrame(frame);
    this.#waiting.push(held);
    this.#waitingBytes += held.data.length;
    const link = linkStart({ ...frame.record, data: held.data });
    if (link === null || !clearLink(held.data, frame.record.linkType)) held.leftOut = true;
    else {
      this.#current = held;
      // The walk may leave it out as well.
      const isKnown = walkPacket(held.data, link.offset, held.data.length, this, held.starts);
      if (!isKnown) held.leftOut = true;
    }
    if (this.#waiting.length > MOST_FRAMES || this.#waitingBytes > MOST_BYTES) this.#settle();
    this.#release();
  }

  /** End of the capture: gives out what still waits. */
  end(): void {
    this.#settle();
    this.#release();
  }

  ip(bytes: Uint8Array, offset: number, length: 4 | 16): void {
    this.#replacing.mapping.address(bytes, offset, length);
    this.#replacing.mapping.address(bytes, offset + length, length);
  }

  esp(payload: Payload): boolean {
    const { bytes, start, end } = payload;
    this.#replacing.mapping.blot(bytes, Math.min(start + 8, end), end, espName(payload));
    return true;
  }

  udp({ bytes, start, end }: Payload): boolean {
    if (isSilent(bytes, start, end)) return true;
    const at = skipLineEnds(bytes, start, end);
    if (!isSipStart(bytes, at, end) && !isCutSipStart(bytes, at, end)) return false;
    bytes.set(fromLatin1(anonymousSip(latin1(bytes, at, end), this.#replacing)), at);
    return true;
  }

  tcp(payload: Payload, segment: Datagram): boolean {
    const held = this.#current;
    if (held === null || this.#isInFragments) return payload.end === payload.start;
    return this.#tcp.segment(payload, segment, held);
  }

  sctp({ bytes, start, end }: Payload): boolean {
    return anonymousSctp(bytes, start, end, this.#replacing.mapping, (from, to) =>
      anonymousDiameter(bytes, from, to, this.#replacing),
    );
  }

  fragment(payload: Payload, ip: IpHeader): boolean {
    const held = this.#current;
    const { bytes, start, end } = payload;
    const { mapping } = this.#replacing;
    if (held === null) return false;
    if (this.#isInFragments) {
      if (ip.protocol !== PROTOCOL.ESP) return false;
      blotEsp(bytes, start, end, ip.fragmentId, ip.fragmentOffset, mapping);
      return true;
    }
    return this.#fragments.add(payload, ip, held, mapping);
  }

  #settle(): void {
    this.#fragments.settle();
    this.#tcp.settle();
  }

  #release(): void {
    let count = 0;
    for (const held of this.#waiting) {
      if (held.pending > 0) break;
      count++;
      this.#waitingBytes -= held.data.length;
      if (held.leftOut) {
        this.leftOut++;
        this.#give(held.placeholder(), LEFT_OUT);
      } else {
        correctPackets(held.data, held.starts);
        this.#give(held.shown(), null);
      }
    }
    if (count > 0) this.#waiting = this.#waiting.slice(count);
  }
}

const LEFT_OUT = 'left out by ims-esp: it has something that cannot be anonymised';

/** Overwrites the hardware addresses of a link header; false for a link type whose header may say more. */
function clearLink(data: Uint8Array, linkType: number): boolean {
  const address = LINK_ADDRESSES[linkType];
  if (address === undefined) return false;
  data.fill(0, address[0], address[1]);
  return true;
}

/** Offsets of the hardware addresses by LINKTYPE_ value. */
const LINK_ADDRESSES: Readonly<Record<number, readonly [number, number]>> = {
  0: [0, 0],
  1: [0, 12],
  12: [0, 0],
  14: [0, 0],
  101: [0, 0],
  108: [0, 0],
  113: [6, 14],
  228: [0, 0],
  229: [0, 0],
  276: [12, 20],
};

/** A keep-alive: line ends, zeros or nothing (RFC 5626 §3.5.1). */
function isSilent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 13 && bytes[i] !== 10 && bytes[i] !== 0) return false;
  return true;
}

function skipLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 13 || bytes[at] === 10)) at++;
  return at;
}

/** Frames that wait for later ones: segments and fragments of a message are close to each other. */
const MOST_FRAMES = 4096;
/** Bytes of these frames: those of an ordinary network, with room for large ones. */
const MOST_BYTES = 32 * 1024 * 1024;
