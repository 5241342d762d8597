import * as zlib from 'node:zlib';
import type { Attack } from './attacks.ts';
import { esp, pcap, UPLINK } from './packets.ts';

/* Attacks by the file around the packets: pcapng and compression. */

function block(type: number, body: Buffer, claimed = 12 + body.length): Buffer {
  const bytes = Buffer.alloc(12 + body.length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(claimed, 4);
  body.copy(bytes, 8);
  bytes.writeUInt32LE(12 + body.length, 8 + body.length);
  return bytes;
}

function section(options: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.alloc(16, 255);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt32LE(1, 4);
  return block(0x0a0d0d0a, Buffer.concat([body, options]));
}

/** Raw IP. */
const INTERFACE = block(1, Buffer.from([101, 0, 0, 0, 0, 0, 4, 0]));

function packetBlock(packet: Buffer, options: Buffer = Buffer.alloc(0), claimed?: number): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32LE(0x60000, 4);
  head.writeUInt32LE(packet.length, 12);
  head.writeUInt32LE(packet.length, 16);
  const padding = Buffer.alloc(-packet.length & 3);
  return block(6, Buffer.concat([head, packet, padding, options]), claimed);
}

const PACKET = packetBlock(esp(UPLINK, 1, 1));

/** Blocks in chunks of about 64 KiB. */
function* chunks(blocks: Iterable<Buffer>): Generator<Uint8Array, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  for (const one of blocks) {
    parts.push(one);
    length += one.length;
    if (length < 65_536) continue;
    yield Buffer.concat(parts);
    parts = [];
    length = 0;
  }
  yield Buffer.concat(parts);
}

function pcapng(name: string, make: (i: number) => Buffer, share = 1): Attack {
  return {
    name,
    share,
    capture: count =>
      chunks(
        (function* (): Generator<Buffer, void, undefined> {
          yield section();
          yield INTERFACE;
          for (let i = 0; i < count; i++) yield make(i);
        })(),
      ),
  };
}

const EMPTY_OPTIONS = Buffer.alloc(60_000);
for (let at = 0; at < EMPTY_OPTIONS.length; at += 4) EMPTY_OPTIONS.writeUInt32LE(1, at);

/** A block of 8 MB whose length at its end is another. */
const LYING = packetBlock(Buffer.alloc(8 * 1024 * 1024), Buffer.alloc(0), 8 * 1024 * 1024 + 64);

const MEBIBYTE = 1024 * 1024;

/** A capture of one packet, then zeros, which are empty frames. */
function* zeros(mebibytes: number): Generator<Uint8Array, void, undefined> {
  yield* pcap([esp(UPLINK, 1, 1)]);
  for (let i = 0; i < mebibytes; i++) yield Buffer.alloc(MEBIBYTE);
}

type Pack = (bytes: Uint8Array) => Uint8Array;

/** Packed as many members, which costs little to make: the member of zeros is always the same. */
function packedZeros(pack: Pack): Attack['capture'] {
  return function* (mebibytes) {
    yield pack(Buffer.concat([...pcap([esp(UPLINK, 1, 1)])]));
    const member = pack(Buffer.alloc(64 * MEBIBYTE));
    for (let i = 0; i < mebibytes; i += 64) yield member;
  };
}

/** One frame around all of it: what unpacks it must give it out in parts. */
function packedWhole(pack: Pack): Attack['capture'] {
  return mebibytes => [pack(Buffer.concat([...zeros(Math.min(mebibytes, 1024))]))];
}

/** Node has zstd from 22.15 on. */
const { gzipSync, zstdCompressSync } = zlib as typeof zlib & { readonly zstdCompressSync?: Pack };
const ZSTD_ATTACKS: readonly Attack[] =
  zstdCompressSync === undefined
    ? []
    : [
        { name: 'zstd of zeros', share: 0.01, capture: packedZeros(zstdCompressSync) },
        { name: 'zstd of zeros in one frame', share: 0.001, capture: packedWhole(zstdCompressSync) },
      ];

function packedTwice(mebibytes: number): Uint8Array[] {
  return [gzipSync(gzipSync(Buffer.concat([...zeros(Math.min(mebibytes, 512))])))];
}

/** Attacks by files. The count of those by size is in blocks of some KiB. */
export const FILE_ATTACKS: readonly Attack[] = [
  pcapng('pcapng blocks that claim 4 GB', i =>
    i % 2 === 0 ? PACKET : block(6, Buffer.alloc(32), 0xffff_fff0),
  ),
  pcapng('pcapng blocks of 8 MB whose ends lie', () => LYING, 0.0001),
  pcapng(
    'pcapng packets with 15,000 empty options',
    () => packetBlock(esp(UPLINK, 1, 1), EMPTY_OPTIONS),
    0.02,
  ),
  pcapng('pcapng sections with 15,000 empty options', () => section(EMPTY_OPTIONS), 0.02),
  pcapng('pcapng options that claim too much', () =>
    packetBlock(esp(UPLINK, 1, 1), Buffer.from([1, 0, 0xff, 0xff])),
  ),
  pcapng('pcapng interfaces', () => INTERFACE),
  pcapng('pcapng sections', i => (i % 2 === 0 ? section() : INTERFACE)),
  { name: 'gzip of zeros', share: 0.01, capture: packedZeros(gzipSync) },
  { name: 'gzip of gzip of zeros', share: 0.0005, capture: packedTwice },
  {
    name: 'empty gzip members',
    share: 0.1,
    capture: count => {
      const empty = gzipSync(Buffer.alloc(0));
      return chunks(
        (function* (): Generator<Buffer, void, undefined> {
          yield gzipSync(Buffer.concat([...pcap([esp(UPLINK, 1, 1)])]));
          for (let i = 0; i < count; i++) yield empty;
        })(),
      );
    },
  },
  ...ZSTD_ATTACKS,
];
