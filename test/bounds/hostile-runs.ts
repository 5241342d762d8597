import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DOWNLINK, pcap, SYN, sip, tcp, UPLINK, udp } from './packets.ts';

/** What hurts in files and options, not in one capture from a pipe. */
export interface HostileRun {
  readonly name: string;
  /** How many there are of the thing. */
  readonly count: number;
  /** Fills an empty folder and gives the command line. */
  readonly prepare: (folder: string, count: number) => readonly string[];
}

const message = (i: number) => udp(UPLINK, sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', `c${i}`));
const answer = (i: number) => udp(DOWNLINK, sip(['SIP/2.0 200 OK'], '1 MESSAGE', `c${i}`));

function write(path: string, chunks: Iterable<Uint8Array>): string {
  const file = openSync(path, 'w');
  for (const chunk of chunks) writeSync(file, chunk);
  closeSync(file);
  return path;
}

/** So many captures with two messages each, all of them from the same time. */
function manyFiles(folder: string, count: number): string[] {
  for (let i = 0; i < count; i++) write(join(folder, `capture-${i}.pcap`), pcap([message(i), answer(i)]));
  return ['decode', '-q', '-T', 'json', folder];
}

/** A message over TCP with so many MiB of body. */
function* largeBody(mebibytes: number): Generator<Buffer, void, undefined> {
  const bytes = sip(
    ['MESSAGE sip:b SIP/2.0'],
    '1 MESSAGE',
    'c',
    'text of the body\r\n'.repeat(58_254 * mebibytes),
  );
  yield tcp(UPLINK, 0, Buffer.alloc(0), SYN);
  for (let at = 0; at < bytes.length; at += 1400) yield tcp(UPLINK, 1 + at, bytes.subarray(at, at + 1400));
}

const withBody =
  (command: readonly string[]) =>
  (folder: string, mebibytes: number): string[] => [
    ...command,
    write(join(folder, 'body.pcap'), pcap(largeBody(mebibytes))),
  ];

/** A capture of so many messages whose Call-ID is long. */
function longCallIds(folder: string, count: number): string {
  function* packets(): Generator<Buffer, void, undefined> {
    for (let i = 0; i < count; i++)
      yield udp(UPLINK, sip(['MESSAGE sip:b SIP/2.0'], '1 MESSAGE', `${'a'.repeat(1000)}${i}`));
  }
  return write(join(folder, 'long.pcap'), pcap(packets()));
}

const withFilter =
  (filter: string) =>
  (folder: string, count: number): string[] => ['decode', '-q', longCallIds(folder, count), '-Y', filter];

/** Frames that unpack to more than a thousand times the size: a header, then MiBs of one message, packed twice. */
function packedFrames(folder: string, mebibytes: number): string {
  const [header = Buffer.alloc(0)] = pcap([]);
  const [capture = Buffer.alloc(0)] = pcap([message(0)]);
  const frame = capture.subarray(header.length);
  const frames = gzipSync(
    Buffer.concat(Array.from({ length: Math.ceil(2 ** 20 / frame.length) }, () => frame)),
  );
  const once = Buffer.concat([gzipSync(header), ...Array.from({ length: mebibytes }, () => frames)]);
  return write(join(folder, 'packed.pcap.gz'), [gzipSync(once)]);
}

export const HOSTILE_RUNS: readonly HostileRun[] = [
  {
    name: 'MiB of frames in gzip in gzip, up to the ratio',
    count: 2000,
    prepare: (folder, count) => ['decode', '-q', '-T', 'json', packedFrames(folder, count)],
  },
  {
    name: 'MiB of frames in gzip in gzip, up to `--max-unpacked 1G`',
    count: 2000,
    prepare: (folder, count) => [
      'decode',
      '-q',
      '-T',
      'json',
      '--max-unpacked',
      '1G',
      packedFrames(folder, count),
    ],
  },
  {
    name: 'MiB of zeros in gzip in gzip in gzip',
    count: 2000,
    prepare: (folder, count) => {
      const [capture = Buffer.alloc(0)] = pcap([message(0)]);
      const zeros = gzipSync(Buffer.alloc(2 ** 20));
      const inner = Buffer.concat([gzipSync(capture), ...Array.from({ length: count }, () => zeros)]);
      return ['decode', '-q', '-T', 'json', write(join(folder, 'deep.gz'), [gzipSync(gzipSync(inner))])];
    },
  },
  { name: 'files, `ulimit -n 256`', count: 1000, prepare: manyFiles },
  { name: 'files, `ulimit -n 256`', count: 10_000, prepare: manyFiles },
  {
    name: 'files with names of 200 letters, pattern `*a*a*a*b`',
    count: 1000,
    prepare: (folder, count) => {
      for (let i = 0; i < count; i++) write(join(folder, `${'a'.repeat(200)}${i}c`), pcap([message(i)]));
      return ['decode', '-q', '-T', 'json', join(folder, `${'*a'.repeat(30)}*b`)];
    },
  },
  {
    name: 'MiB in the body of one message, `decode -V`',
    count: 15,
    prepare: withBody(['decode', '-q', '-V']),
  },
  {
    name: 'MiB in the body of one message, `decode -T json`',
    count: 15,
    prepare: withBody(['decode', '-q', '-T', 'json']),
  },
  {
    name: 'MiB in the body of one message, `report`',
    count: 15,
    prepare: withBody(['report', '-q', '-o', '-']),
  },
  {
    name: 'Call-IDs of 1,000 letters, `-Y` with `(a{1,20}){1,8}b`',
    count: 10_000,
    prepare: withFilter('sip.Call-ID matches "(a{1,20}){1,8}b"'),
  },
  {
    name: 'Call-IDs of 1,000 letters, `-Y` with `(a*)*b`',
    count: 10_000,
    prepare: withFilter('sip.Call-ID matches "(a*)*b"'),
  },
  {
    name: '`--keys /dev/zero`',
    count: 1,
    prepare: folder => ['decode', '-q', manyMessages(folder), '--keys', '/dev/zero'],
  },
  {
    name: 'entries of `--keys`',
    count: 300_000,
    prepare: (folder, count) => {
      const keys = Array.from({ length: count }, (_, i) => {
        const nonce = Buffer.alloc(32);
        nonce.writeUInt32BE(i);
        const key = i.toString(16).padStart(32, '0');
        return { nonce: nonce.toString('base64'), ck: key, ik: key };
      });
      writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
      return ['decode', '-q', '-T', 'json', manyMessages(folder), '--keys', join(folder, 'keys.json')];
    },
  },
];

function manyMessages(folder: string): string {
  return write(join(folder, 'messages.pcap'), pcap([message(0), answer(0)]));
}
