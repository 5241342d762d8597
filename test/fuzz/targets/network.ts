import { deflateRawSync, gzipSync } from 'node:zlib';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { NetDecoder } from '../../../src/net/decoder.ts';
import { espPlace, peekEsp } from '../../../src/net/esp-peek.ts';
import { findNetwork } from '../../../src/net/link/link.ts';
import { networkStart } from '../../../src/net/link/network-start.ts';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import { SctpReassembler } from '../../../src/net/stream/sctp.ts';
import { TcpReassembler } from '../../../src/net/stream/tcp.ts';
import { hepLength, hepTransport, readHep } from '../../../src/net/tunnel/hep.ts';
import { inflate } from '../../../src/net/tunnel/inflate.ts';
import { LAYERS } from '../../support/captures/layers.ts';
import { ethernet, ip, join, record, tcp, u16, u32 } from '../../support/captures/packets.ts';
import { assertText, holds } from '../checks.ts';
import { frames, latin1Bytes, stories } from './seeds.ts';
import { byteTarget } from './target.ts';

const FLOW = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5062 };
const INNER = ip(
  FLOW,
  50,
  Uint8Array.from({ length: 40 }, (_, i) => i),
);

/** A frame of any link type: two octets of LINKTYPE_, then the frame. */
export const LINK = byteTarget({
  name: 'link',
  seeds: () => LAYERS.map(({ linkType, wrap }) => join(u16(linkType & 0xffff), wrap(INNER))),
  longest: 400,
  run: bytes => {
    const [linkType, frame] = [((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), bytes.subarray(2)];
    const found = networkStart();
    findNetwork(linkType, frame, found);
    if (found.etherType >= 0)
      holds(found.offset <= frame.length, () => `the network layer at ${found.offset} of ${frame.length}`);
    const place = espPlace();
    if (peekEsp(linkType, frame, 0, frame.length, place))
      holds(place.start < place.end && place.end <= frame.length, () => `ESP at ${place.start}-${place.end}`);
  },
});

/**
 * Frames of one link type (two octets) through decoder, TCP and SCTP: each behind its length (two octets). Half of the
 * frames are of the capture, half are TCP segments and fragments.
 */
export const FRAMES = byteTarget({
  name: 'frames',
  seeds: () => {
    const own = frames();
    const segments = SEGMENTS.map(data => ethernet(data));
    const shuffled = [...segments].reverse();
    return [
      ...own.map(bytes => sequence([bytes.subarray(2)], bytes)),
      sequence(segments),
      sequence(shuffled),
    ].concat(
      LAYERS.map(({ linkType, wrap }) => sequence(SEGMENTS.slice(0, 2).map(wrap), u16(linkType & 0xffff))),
      stories()
        .slice(0, 8)
        .map(({ head }) =>
          sequence(
            head.flatMap(({ raw }) => raw ?? []),
            u16(head[0]?.linkType ?? 1),
          ),
        ),
    );
  },
  longest: 6000,
  run: bytes => {
    const linkType = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    const decoder = new NetDecoder(({ message }) => assertText('an issue', message, false), LIMITS.net);
    decoder.expectEspInUdp(4500, 0x01020304);
    let octets = 0;
    const consumer = {
      data: (_: Uint8Array, start: number, end: number) => {
        octets += end - start;
      },
      gap: () => {},
      end: () => {},
    };
    const streams = new TcpReassembler(
      () => consumer as never,
      () => {},
      LIMITS.tcp,
    );
    const sctp = new SctpReassembler(
      (_, start, end) => holds(start <= end, () => 'a message ends before it begins'),
      LIMITS.sctp,
    );
    for (let at = 2, frame = 1; at + 2 < bytes.length; frame++) {
      const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      const data = bytes.subarray(at + 2, at + 2 + length);
      at += 2 + Math.max(1, data.length);
      const missing = data.length < length ? 100 : 0;
      const datagram = decoder.decode(
        record(data, frame, { linkType, originalLength: data.length + missing }),
      );
      if (datagram === null) continue;
      const { start, end, protocol } = datagram;
      holds(start <= end && end <= datagram.bytes.length, () => `a datagram from ${start} to ${end}`);
      holds(datagram.source !== '' && datagram.destination !== '', () => 'a datagram without addresses');
      if (protocol === PROTOCOL.TCP) streams.push(datagram);
      else if (protocol === PROTOCOL.SCTP) sctp.push(datagram);
    }
    streams.end();
    decoder.end();
    // Of fragments the last frame holds the whole, and they may overlap.
    holds(octets <= 70_000 + 40 * bytes.length, () => `${octets} octets of streams in ${bytes.length}`);
  },
});

function sequence(all: readonly Uint8Array[], start: ArrayLike<number> = u16(1)): Uint8Array {
  return join([start[0] as number, start[1] as number], ...all.flatMap(data => [u16(data.length), data]));
}

const TEXT = latin1Bytes('OPTIONS sip:a SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 5\r\n\r\nhello');
const SEGMENTS: readonly Uint8Array[] = [
  tcp(FLOW, { sequence: 99, flags: 2 }),
  tcp(FLOW, { sequence: 100 }, TEXT.subarray(0, 20)),
  tcp(FLOW, { sequence: 115 }, TEXT.subarray(15, 40)),
  tcp(FLOW, { sequence: 150 }, TEXT.subarray(50)),
  tcp(FLOW, { sequence: 140 }, TEXT.subarray(40, 50)),
  tcp(FLOW, { sequence: 100 + TEXT.length, flags: 17 }),
].map(segment => ip(FLOW, 6, segment));

/** HEP version 3. */
export const HEP = byteTarget({
  name: 'hep',
  seeds: () => {
    const chunk = (type: number, value: ArrayLike<number>) =>
      join([0, 0], u16(type), u16(6 + value.length), value);
    const chunks = join(
      chunk(1, [2]),
      chunk(2, [17]),
      chunk(3, [10, 0, 0, 2]),
      chunk(4, [10, 0, 0, 1]),
      chunk(7, u16(5060)),
      chunk(8, u16(5062)),
      chunk(9, u32(1_700_000_000)),
      chunk(10, u32(5)),
      chunk(11, [1]),
    );
    return [chunk(15, TEXT), chunk(16, gzipSync(TEXT)), chunk(5, new Uint8Array(16))].map(last =>
      join(latin1Bytes('HEP3'), u16(6 + chunks.length + last.length), chunks, last),
    );
  },
  run: bytes => {
    const length = hepLength(bytes, 0, bytes.length);
    holds(length <= 0xffff, () => `HEP of ${length} octets`);
    if (length > bytes.length || length < 6) return;
    hepTransport(readHep(bytes, 0, length));
  },
});

/** Compressed payloads: never more than the limit. */
export const INFLATE = byteTarget({
  name: 'inflate',
  seeds: () =>
    [TEXT, new Uint8Array(3000), join(TEXT, TEXT, TEXT)].flatMap(plain => [
      new Uint8Array(deflateRawSync(plain)),
      new Uint8Array(deflateRawSync(plain, { strategy: 2 })),
      new Uint8Array(gzipSync(plain)),
    ]),
  longest: 600,
  run: bytes => {
    const plain = inflate(bytes, 4096);
    holds(plain === null || plain.length <= 4096, () => `${plain?.length} octets`);
  },
});
