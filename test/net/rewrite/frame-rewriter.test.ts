import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameRewriter } from '../../../src/net/rewrite/frame-rewriter.ts';
import { linkStart } from '../../../src/net/rewrite/link-header.ts';
import { replaceEsp } from '../../../src/net/rewrite/replace-esp.ts';
import {
  esp,
  ethernet,
  type Flow,
  ip,
  join,
  latin1,
  record,
  sll2,
  udp,
} from '../../support/captures/packets.ts';

const FLOWS: readonly Flow[] = [
  { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 },
  { source: 'fd00::2', sourcePort: 5062, destination: 'fd00::1', destinationPort: 5068 },
];

/** IPv4 or IPv6, as EtherType. */
const etherType = (packet: Uint8Array) => ((packet[0] as number) >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd]);
const pppoe = (packet: Uint8Array) => [0x88, 0x64, 0x11, 0, 0, 1, 0, 9, 0, packet[0] === 0x45 ? 0x21 : 0x57];

/** Link headers, some of which say how long the packet is, and their LINKTYPE_ values. */
const LINKS: readonly (readonly [number, (packet: Uint8Array) => Uint8Array])[] = [
  [1, ethernet],
  [1, packet => ethernet(packet, { vlans: [[0x8100, 3]] })],
  [101, packet => packet],
  [276, sll2],
  [1, packet => join(new Uint8Array(12).fill(3), pppoe(packet), packet)],
  // A hardware address that looks like PPPoE.
  [1, packet => join([0, 0, 0, 0, 0x88, 0x64, 0x11, 0, 0, 0, 0, 0], etherType(packet), packet)],
  // NFLOG: family, version and resource, then the packet as a TLV in the byte order of the machine.
  [239, packet => join([2, 0, 0, 0, (4 + packet.length) & 255, (4 + packet.length) >> 8, 9, 0], packet)],
  // IEEE 802.3: length, LLC and SNAP.
  [1, packet => join(new Uint8Array(12), [0, 99, 0xaa, 0xaa, 3, 0, 0, 0], etherType(packet), packet)],
];

const rewriter = new FrameRewriter();

test('a frame is the one that replaceEsp makes', () => {
  let rewritten = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...FLOWS),
      fc.constantFrom(...LINKS),
      fc.uint8Array({ maxLength: 1600 }),
      fc.constantFrom('right', 'wrong', 'none'),
      fc.nat(3),
      (flow, [linkType, link], octets, checksum, before) => {
        const datagram = udp(flow, join(latin1('OPTIONS sip:a SIP/2.0\r\n'), octets));
        if (checksum === 'wrong') datagram[6] = (datagram[6] as number) ^ 0x40;
        if (checksum === 'none') datagram.fill(0, 6, 8);
        const packet = ip(flow, 50, esp(0x1234, 7, new Uint8Array(60).fill(0xee)));
        const frame = link(packet);
        const start = linkStart(record(frame, 1, { linkType }));
        if (start === null) throw new Error('expected IP in the frame');
        const addressLength = flow === FLOWS[0] ? 4 : 16;
        const ipHeader = addressLength === 4 ? 20 : 40;
        const level = {
          family: addressLength === 4 ? 4 : 6,
          addresses: packet.slice(ipHeader - 2 * addressLength, ipHeader),
          ipStart: start.offset,
          reassembled: null,
          start: start.offset + ipHeader,
          nextHeader: 17,
          payload: datagram,
        } as const;
        const expected = replaceEsp(record(frame, 1, { linkType }), [level]);
        const place = {
          linkType,
          chunk: join(new Uint8Array(before), frame),
          frameStart: before,
          sourceOffset: before + start.offset + ipHeader - 2 * addressLength,
          addressLength,
          espStart: before + start.offset + ipHeader,
        } as const;
        const inner = join([1, 2, 3], datagram, [4]);
        const isDone = rewriter.rewrite(place, inner, 3, 3 + datagram.length);
        expect(isDone).toBe(expected !== null);
        if (expected === null) return;
        rewritten++;
        expect(rewriter.bytes.slice(0, rewriter.length)).toEqual(expected.data);
        expect(rewriter.checksumCorrected).toBe(expected.checksumCorrected);
        expect(rewriter.checksumCorrected).toBe(checksum === 'wrong');
      },
    ),
    { numRuns: 300 },
  );
  expect(rewritten).toBeGreaterThan(150);
});

test('the longest packets fit', () => {
  const flow = FLOWS[0] as Flow;
  const datagram = udp(flow, new Uint8Array(65_000));
  const frame = ethernet(ip(flow, 50, esp(1, 1, new Uint8Array(40))));
  const place = { linkType: 1, chunk: frame, frameStart: 0, sourceOffset: 26, espStart: 34 } as const;
  expect(rewriter.rewrite({ ...place, addressLength: 4 }, datagram, 0, datagram.length)).toBe(true);
  expect(rewriter.bytes.slice(0, rewriter.length)).toEqual(ethernet(ip(flow, 17, datagram)));
});
