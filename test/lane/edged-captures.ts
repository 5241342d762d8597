import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { generate } from '../bench/captures/generator.ts';
import type { Parameters } from '../bench/captures/parameters.ts';

/** A record of a classic pcap file: its 16 octets of header, and the frame. */
type PcapRecord = Uint8Array;

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const cache = new Map<string, readonly PcapRecord[]>();

/** The records of a generated capture, without its file header. */
function recordsOf(parameters: Parameters): readonly PcapRecord[] {
  const key = JSON.stringify(parameters);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'edged-'));
  try {
    const path = join(folder, 'capture.pcap');
    generate(parameters, path);
    const bytes = readFileSync(path);
    const records: PcapRecord[] = [];
    for (let at = FILE_HEADER; at < bytes.length; ) {
      const end = at + RECORD_HEADER + bytes.readUInt32LE(at + 8);
      records.push(Uint8Array.from(bytes.subarray(at, end)));
      at = end;
    }
    cache.set(key, records);
    return records;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file of records, with Ethernet as link type. */
function fileOf(records: readonly PcapRecord[]): Uint8Array {
  const header = Buffer.alloc(FILE_HEADER);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  return Buffer.concat([header, ...records]);
}

/** One thing that happens to a record, at a place among all from 0 to 1. */
export type Edge = readonly [
  kind:
    | 'again'
    | 'later'
    | 'spoilt'
    | 'cut'
    | 'dropped'
    | 'fragments'
    | 'reused'
    | 'marked'
    | 'back in time'
    | 'odd length',
  place: number,
  detail: number,
];

function placed(edge: Edge, records: PcapRecord[]): void {
  const [kind, place, detail] = edge;
  const at = Math.min(records.length - 1, Math.floor(place * records.length));
  const record = Uint8Array.from(records[at] as PcapRecord);
  const view = new DataView(record.buffer);
  const frame = record.length - RECORD_HEADER;
  const spot = RECORD_HEADER + (Math.floor(detail * frame) % Math.max(1, frame));
  const later = Math.min(records.length, at + 1 + Math.floor(detail * 60));
  switch (kind) {
    case 'again':
      records.splice(later, 0, record);
      break;
    case 'later':
      records.splice(at, 1);
      records.splice(later - 1, 0, record);
      break;
    case 'spoilt':
      record[spot] = (record[spot] as number) ^ (1 << (at & 7));
      records[at] = record;
      break;
    case 'cut': {
      const kept = record.slice(0, Math.max(RECORD_HEADER + 1, spot));
      new DataView(kept.buffer).setUint32(8, kept.length - RECORD_HEADER, true);
      records[at] = kept;
      break;
    }
    case 'dropped':
      records.splice(at, 1);
      break;
    case 'fragments':
      records.splice(at, 1, ...fragmentsOf(record));
      break;
    case 'reused':
      // All that came up to here once more: the same SPIs and sequence numbers, with other times.
      records.splice(later, 0, ...records.slice(Math.max(0, at - 20), at));
      break;
    case 'marked':
      // Another differentiated service, or hop limit: a frame as plain as before.
      record[RECORD_HEADER + 15] = Math.floor(detail * 256);
      records[at] = record;
      break;
    case 'back in time':
      view.setUint32(0, Math.max(1, view.getUint32(0, true) - Math.floor(detail * 200_000)), true);
      records[at] = record;
      break;
    case 'odd length':
      view.setUint32(12, view.getUint32(12, true) + 1, true);
      records[at] = record;
  }
}

/** An IPv4 frame in two fragments, which need no right header checksum; other frames as they are. */
function fragmentsOf(record: PcapRecord): PcapRecord[] {
  const ip = RECORD_HEADER + 14;
  const body = ip + 20;
  if ((record[ip] as number) >> 4 !== 4 || record.length < body + 64) return [record];
  const piece = (from: number, to: number, flags: number): PcapRecord => {
    const one = Uint8Array.from([...record.subarray(0, body), ...record.subarray(body + from, body + to)]);
    const view = new DataView(one.buffer);
    view.setUint32(8, one.length - RECORD_HEADER, true);
    view.setUint32(12, one.length - RECORD_HEADER, true);
    view.setUint16(ip + 2, 20 + to - from);
    view.setUint16(ip + 4, record.length);
    view.setUint16(ip + 6, flags | (from / 8));
    return one;
  };
  return [piece(0, 32, 0x2000), piece(32, record.length - body, 0)];
}

const SUITES = [
  { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'aes-cbc' },
  { alg: 'hmac-md5-96', ealg: 'null' },
  { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' },
  { alg: 'hmac-sha-1-96', ealg: 'null' },
] as const;

/** A capture and the sizes of the chunks in which it comes. */
export interface EdgedCapture {
  readonly file: Uint8Array;
  readonly chunks: readonly number[];
}

/** Captures of registered UEs, with what happens at the edges of the lane. */
export function edgedCaptures(): fc.Arbitrary<EdgedCapture> {
  const kind = fc.constantFrom<Edge[0][]>(
    'again',
    'later',
    'spoilt',
    'cut',
    'dropped',
    'fragments',
    'reused',
    'marked',
    'back in time',
    'odd length',
  );
  const share = fc.double({ min: 0, max: 0.999, noNaN: true });
  const edges = fc.array(fc.tuple(kind, share, share) as fc.Arbitrary<Edge>, { maxLength: 12 });
  const family = fc.constantFrom<(4 | 6)[]>(4, 4, 4, 6);
  const transport = fc.constantFrom<('udp' | 'tcp')[]>('udp', 'udp', 'udp', 'tcp');
  const ues = fc.constantFrom(1, 3);
  const chunks = fc.array(fc.constantFrom(500, 4096, 16_384, 131_072), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(fc.constantFrom(...SUITES), family, transport, ues, edges, chunks)
    .map(([suite, family, transport, ues, edges, chunks]) => {
      const records = [...recordsOf({ suite, family, transport, ues, pairs: (40 / ues) | 0 })];
      for (const edge of edges) placed(edge, records);
      return { file: fileOf(records), chunks };
    });
}
