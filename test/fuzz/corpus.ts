import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenKey } from '../../src/aka/key-file.ts';
import type { Usim } from '../../src/aka/usim.ts';
import { parseUsims } from '../../src/aka/usim-file.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { noLosses } from '../../src/capture/damage.ts';
import { createCaptureReader } from '../../src/capture/reader.ts';
import { parseEspSa } from '../../src/ipsec/given/esp-sa-file.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import type { GivenSa } from '../../src/model/security-association.ts';
import { espSaOf } from '../support/captures/given-sa.ts';
import { ip, join as joined, latin1, u16, u32 } from '../support/captures/packets.ts';
import { oddCapture } from '../support/events/odd-messages.ts';
import { registration } from '../support/events/registration.ts';
import { FIXTURES, type Truth, truthOf } from '../support/programs/lab.ts';
import { dissected, type KnownSa, type KnownSas } from './dissect.ts';
import { type Packet, packetBytes } from './packet.ts';

/** A frame in layers. Never changed in place. */
export interface Frame {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly linkType: number;
  /** What stands before the IP packet. */
  readonly link: Uint8Array;
  readonly packet: Packet;
  /** Put around the IP packet instead of `link`. */
  readonly wrap?: (packet: Uint8Array) => Uint8Array;
  /** The bytes as they were captured, while nothing was changed; null when they must be made from the layers. */
  readonly raw: Uint8Array | null;
  /** Lengths and checksums are put right. */
  readonly repair: boolean;
}

/** A capture to make inputs from, with all that its truth knows. */
export interface Story {
  readonly name: string;
  /** What every slice begins with: the registration, up to the first ESP packets. */
  readonly head: readonly Frame[];
  readonly rest: readonly Frame[];
  readonly keys: readonly GivenKey[];
  readonly usims: readonly Usim[];
  readonly givenSas: readonly GivenSa[];
  /** Its SAs, so that ESP can be taken apart. */
  readonly sas: KnownSas;
  /** The files of `--keys`, `--usim` and `--esp-sa`, as a user would have them; absent where there are none. */
  readonly files: Readonly<Record<string, string>>;
}

/** The bytes of a frame. */
export function frameBytes(frame: Frame): Uint8Array {
  if (frame.raw !== null) return frame.raw;
  const packet = packetBytes(frame.packet, frame.repair);
  return frame.wrap === undefined ? joined(frame.link, packet) : frame.wrap(packet);
}

/** Every capture of `fixtures/`, and a few that hold what no fixture does. */
export function loadStories(): Story[] {
  const fixtures = readdirSync(FIXTURES)
    .filter(name => name.endsWith('.pcap'))
    .sort()
    .map(fixtureStory);
  const { request, mw, gm, answer, ok, messages } = registration({ messages: 3 });
  const bare = [request, mw, gm, answer, ok, ...messages].map((data, i) =>
    frameOf(recordOf(data, i, 1), NO_SAS),
  );
  const core = fixtures.flatMap(({ head, rest }) => [...head, ...rest]);
  return [
    ...fixtures,
    storyOf('cx', core.filter(isDiameterOverTcp)),
    storyOf('registration', bare),
    storyOf(
      'odd-messages',
      recordsOf(oddCapture()).map(record => frameOf(record, NO_SAS)),
    ),
    storyOf('sctp', sctpFrames()),
  ];
}

function isDiameterOverTcp({ packet }: Frame): boolean {
  const tcp = packet.find(({ kind }) => kind === 'tcp')?.header;
  return (
    tcp !== undefined && [0, 2].some(at => (((tcp[at] as number) << 8) | (tcp[at + 1] as number)) === 3868)
  );
}

const NO_SAS: KnownSas = new Map();

/** Frames that a slice begins with, at most. */
const HEAD = 9;

function fixtureStory(file: string): Story {
  const path = join(FIXTURES, file);
  const [name, kind] = [file.split('.')[0] as string, file.split('.')[1] as string];
  const truth = truthOf({ path, name, kind });
  const sas = new Map<number, KnownSa>(
    truth.sas.map(sa => [
      Number(sa.spi),
      {
        suite: { alg: sa.alg, ealg: sa.ealg } as KnownSa['suite'],
        ck: octets(sa.ck),
        ik: octets(sa.ik),
        cipherKey: octets(sa.enc_key),
      },
    ]),
  );
  const records = recordsOf(new Uint8Array(readFileSync(path)));
  const frames = unfragmented(records).map(record => frameOf(record, sas));
  return storyOf(`${name}.${kind}`, frames, truth, sas);
}

function storyOf(
  name: string,
  frames: readonly Frame[],
  truth: Truth | null = null,
  sas: KnownSas = NO_SAS,
): Story {
  const telling = frames.filter(({ packet }) => packet.some(({ kind }) => TELLING.has(kind)));
  const head = (telling.length > 3 ? telling : frames).slice(0, HEAD);
  const rest = frames.filter(frame => !head.includes(frame));
  if (truth === null) return { name, head, rest, keys: [], usims: [], givenSas: [], sas, files: {} };
  const usims = JSON.stringify((truth as Truth & { usim: unknown }).usim);
  const pairs = [...new Map(truth.sas.map(({ ck, ik }) => [ck + ik, { ck, ik }])).values()];
  const espSa = espSaOf(truth) ?? '';
  return {
    name,
    head,
    rest,
    keys: pairs.map(({ ck, ik }) => ({ ck: octets(ck), ik: octets(ik), source: 'file' })),
    usims: parseUsims(usims).entries,
    givenSas: parseEspSa(espSa).entries,
    sas,
    files: { keys: JSON.stringify(pairs), usim: usims, 'esp-sa': espSa },
  };
}

/** Layers without which a frame says little about a registration. */
const TELLING: ReadonlySet<string> = new Set(['sip', 'esp', 'diameter', 'gtpu', 'tcp']);

const LINK_HEADER: Readonly<Record<number, number>> = { 1: 14, 113: 16, 276: 20 };

/** A record in layers. */
export function frameOf(record: CaptureRecord, sas: KnownSas): Frame {
  const { seconds, nanoseconds, linkType } = record;
  const raw = record.data.slice();
  const at = LINK_HEADER[linkType] ?? 0;
  const link = raw.subarray(0, at);
  const packet = dissected(raw.subarray(at), sas);
  return { seconds, nanoseconds, linkType, link, packet, raw, repair: true };
}

/** The records with fragments of IPv4 put together, so that what they carry can be changed. */
function unfragmented(records: readonly CaptureRecord[]): CaptureRecord[] {
  const parts = new Map<string, Map<number, Uint8Array>>();
  return records.flatMap(record => {
    const at = LINK_HEADER[record.linkType] ?? 0;
    const packet = record.data.subarray(at);
    const word = ((packet[6] ?? 0) << 8) | (packet[7] ?? 0);
    if ((packet[0] ?? 0) >> 4 !== 4 || (word & 0x3fff) === 0) return [record];
    const key = `${packet.subarray(4, 6)} ${packet.subarray(12, 20)} ${record.data.subarray(0, at)}`;
    const known = parts.get(key) ?? new Map<number, Uint8Array>();
    parts.set(key, known.set(8 * (word & 0x1fff), packet));
    const whole = wholeOf(known);
    if (whole === null) return [];
    parts.delete(key);
    return [{ ...record, data: joined(record.data.subarray(0, at), whole) }];
  });
}

/** The packet of these fragments by their offsets; null while one lacks. */
function wholeOf(fragments: ReadonlyMap<number, Uint8Array>): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  for (let offset = 0; ; ) {
    const packet = fragments.get(offset);
    if (packet === undefined) return null;
    const length = ((packet[2] as number) << 8) | (packet[3] as number);
    pieces.push(packet.subarray(offset === 0 ? 0 : 20, length));
    offset += length - 20;
    if (((packet[6] as number) & 0x20) === 0) break;
  }
  const whole = joined(...pieces);
  whole.set(u16(whole.length), 2);
  whole.set([0, 0], 6);
  return whole;
}

/** The records of a capture file, as far as it can be read. */
export function recordsOf(file: Uint8Array): CaptureRecord[] {
  const reader = createCaptureReader(0, () => {}, noLosses());
  return [...reader.push(file), ...reader.end()].map(record => ({ ...record, data: record.data.slice() }));
}

function recordOf(data: Uint8Array, index: number, linkType: number): CaptureRecord {
  const time = { seconds: 1_700_000_000 + index, nanoseconds: 0 };
  return {
    file: 0,
    frame: index + 1,
    ...time,
    linkType,
    interfaceId: 0,
    originalLength: data.length,
    data,
    offset: 0,
  };
}

/** A message whole, one in three fragments, and two in one packet, over SCTP (RFC 9260 §3.3.1). */
function sctpFrames(): Frame[] {
  const flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 5060 };
  const text = (id: string) =>
    `OPTIONS sip:ims SIP/2.0\r\nVia: SIP/2.0/SCTP 10.0.0.2\r\nCall-ID: ${id}\r\nCSeq: 1 OPTIONS\r\n` +
    'From: <sip:a@ims>;tag=1\r\nTo: <sip:b@ims>\r\nContent-Length: 0\r\n\r\n';
  const chunk = (flags: number, tsn: number, part: string) =>
    joined(
      [0, flags],
      u16(16 + part.length),
      u32(tsn),
      u16(0),
      u16(0),
      u32(46),
      latin1(part),
      new Uint8Array(-part.length & 3),
    );
  const [whole, cut] = [text('one'), text('two')];
  const packets = [
    [chunk(3, 1, whole)],
    [chunk(2, 2, cut.slice(0, 40))],
    [chunk(0, 3, cut.slice(40, 90))],
    [chunk(1, 4, cut.slice(90))],
    [chunk(3, 5, text('three')), chunk(3, 6, text('four'))],
  ];
  return packets.map((chunks, i) => {
    const header = joined(u16(flow.sourcePort), u16(flow.destinationPort), u32(1), u32(0));
    return frameOf(recordOf(ip(flow, 132, joined(header, ...chunks)), i, 101), NO_SAS);
  });
}

function octets(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}
