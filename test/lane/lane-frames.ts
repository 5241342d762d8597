import { ethernet, type Flow, fragments, gtpu, ip, join, u32, udp } from '../support/captures/packets.ts';
import type { LaneTape } from './lane-tape.ts';

/** What an odd frame is made of. */
export interface FrameParts {
  readonly tape: LaneTape;
  readonly flow: Flow;
  /** Last sequence number of the way. */
  readonly last: number;
  /** An ESP packet with a new message: the next one of the way, or that with a number. */
  readonly next: () => Uint8Array;
  readonly numbered: (sequence: number) => Uint8Array;
  /** Later packets follow this number. */
  readonly goOnFrom: (sequence: number) => void;
  /** The link layer. */
  readonly wrap: (packet: Uint8Array) => Uint8Array;
}

/** Frames, or one with its length on the wire. */
type Framed = readonly Uint8Array[] | { readonly data: Uint8Array; readonly originalLength: number };

const inEsp = ({ wrap }: FrameParts, flow: Flow, packet: Uint8Array) => [wrap(ip(flow, 50, packet))];

function spoilt({ next, tape }: FrameParts, placeOf: (length: number) => number): Uint8Array {
  const packet = next();
  const at = placeOf(packet.length);
  packet[at] = (packet[at] as number) ^ (1 + tape.below(255));
  return packet;
}

/** Usual messages in frames that are not. */
export const ODD_FRAMES: readonly ((parts: FrameParts) => Framed)[] = [
  parts => {
    const back = parts.tape.pick([0, 1, 31, 32, 63, 64, 65, 127, 128, 1000]);
    return inEsp(parts, parts.flow, parts.numbered(Math.max(0, parts.last - back)));
  },
  parts => {
    const jump = (parts.last + parts.tape.pick([33, 64, 65, 128, 100_000, 0x7fff_ffff])) % 2 ** 32;
    parts.goOnFrom(jump);
    return inEsp(parts, parts.flow, parts.numbered(jump));
  },
  parts => inEsp(parts, parts.flow, parts.numbered(parts.tape.pick([0, 1, 0xffff_ffff]))),
  parts =>
    inEsp(
      parts,
      parts.flow,
      spoilt(parts, length => length - 1 - parts.tape.below(12)),
    ),
  parts =>
    inEsp(
      parts,
      parts.flow,
      spoilt(parts, () => 8 + parts.tape.below(60)),
    ),
  parts => {
    const [frame] = inEsp(parts, parts.flow, parts.next()) as [Uint8Array];
    const data = frame.subarray(0, Math.max(1, frame.length - 1 - parts.tape.below(255)));
    return { data, originalLength: parts.tape.oneIn(3) ? data.length : frame.length };
  },
  parts =>
    inEsp(parts, parts.flow, parts.next()).map(frame =>
      join(frame, new Uint8Array(1 + parts.tape.below(60))),
    ),
  parts => {
    const [frame] = inEsp(parts, parts.flow, parts.next()) as [Uint8Array];
    return { data: frame, originalLength: frame.length + 1 + parts.tape.below(9) };
  },
  ({ flow, next, wrap }) => [wrap(ip(flow, 50, next(), { moreFragments: true, id: 7 }))],
  parts => inEsp(parts, { ...parts.flow, source: parts.flow.source.replace(/\d+$/, '77') }, parts.next()),
  parts =>
    inEsp(parts, { ...parts.flow, destination: parts.flow.destination.replace(/\d+$/, '78') }, parts.next()),
  ({ flow, next, tape, wrap }) =>
    fragments(flow, 50, next(), 8 * (8 + tape.below(40)), tape.below(256)).map(wrap),
  ({ flow, next, wrap }) => {
    const natT = { ...flow, sourcePort: 4500, destinationPort: 4500 };
    return [wrap(ip(natT, 17, udp(natT, next())))];
  },
  ({ flow, next, wrap }) => {
    const tunnel = { ...flow, sourcePort: 2152, destinationPort: 2152 };
    return [wrap(ip(tunnel, 17, udp(tunnel, gtpu(ip(flow, 50, next())))))];
  },
  parts => inEsp(parts, parts.flow, parts.next().subarray(0, -1 - parts.tape.below(30))),
  parts => inEsp(parts, parts.flow, parts.next().subarray(0, 8 + parts.tape.below(30))),
  parts => inEsp(parts, parts.flow, join(u32(1 + 20 * parts.tape.below(256)), parts.next().subarray(4))),
  parts =>
    inEsp(parts, parts.flow, parts.next()).map(frame => {
      const at = parts.tape.below(40);
      frame[at] = (frame[at] as number) ^ (1 << parts.tape.below(8));
      return frame;
    }),
  ({ flow, next }) => [ethernet(ip(flow, 50, next()), { vlans: [[0x8100, 5]] })],
];
