import type { OutputFrame } from '../../../analysis/events/output-frame.ts';
import type { PacketStarts } from './packet-walk.ts';

/** A frame whose octets are being replaced in a copy. */
export class HeldFrame {
  readonly #frame: OutputFrame;
  readonly data: Uint8Array;
  readonly starts: PacketStarts = [];
  /** Parts of it that wait for later frames. */
  pending = 0;
  /** It has something that cannot be replaced. */
  leftOut = false;

  constructor(frame: OutputFrame) {
    this.#frame = frame;
    // A Buffer would share its memory with its slice.
    this.data = Uint8Array.from(frame.data);
  }

  /** Has it ESP that was not decrypted? */
  get isEncrypted(): boolean {
    return this.#frame.esp.some(({ icv, outcome }) => icv === null && outcome !== 'decoded');
  }

  /** The frame with the replaced octets, without what the input said about its interface and in comments. */
  shown(): OutputFrame {
    const { file, frame, seconds, nanoseconds, linkType, interfaceId, originalLength, offset } =
      this.#frame.record;
    const { data } = this;
    const record = { file, frame, seconds, nanoseconds, linkType, interfaceId, originalLength, data, offset };
    return { ...this.#frame, record, data };
  }

  /** In its place: a frame of the same link type with an IPv4 header and nothing in it; empty for other link types. */
  placeholder(): OutputFrame {
    const { file, frame, seconds, nanoseconds, linkType, interfaceId, offset } = this.#frame.record;
    const link = LINK_HEADERS[linkType];
    const data = Uint8Array.from(link === undefined ? [] : [...link, ...NOTHING_IN_IPV4]);
    const originalLength = data.length;
    const record = { file, frame, seconds, nanoseconds, linkType, interfaceId, originalLength, data, offset };
    return { record, data, originalLength, esp: [], replacement: null };
  }
}

/** Protocol 59: nothing follows. */
const NOTHING_IN_IPV4 = [0x45, 0, 0, 20, 0, 0, 0, 0, 1, 59, 0xb9, 0xb0, 0, 0, 0, 0, 0, 0, 0, 0];

const ZEROS = (length: number): number[] => new Array<number>(length).fill(0);

/** Headers for IPv4 by LINKTYPE_ value. */
const LINK_HEADERS: Readonly<Record<number, readonly number[]>> = {
  0: [2, 0, 0, 0],
  1: [...ZEROS(12), 8, 0],
  12: [],
  14: [],
  101: [],
  108: [0, 0, 0, 2],
  113: [...ZEROS(14), 8, 0],
  228: [],
  276: [8, 0, ...ZEROS(18)],
};
