import type { CaptureRecord } from '../../src/model/capture.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { Origin } from '../../src/model/origin.ts';
import type { Protection } from '../../src/model/protection.ts';
import type { NetDecoder, NetLimits } from '../../src/net/decoder.ts';
import { IpHeader } from '../../src/net/ip/ip.ts';
import { type Datagram, PROTOCOL } from '../../src/net/packet/datagram.ts';
import { Region } from '../../src/net/packet/region.ts';
import type { StreamConsumer } from '../../src/net/stream/tcp.ts';
import { netDecoder } from '../support/bounded.ts';
import { ethernet, type Flow, ip, latin1, record, type TcpFields, tcp } from '../support/captures/packets.ts';

export const FLOW: Flow = {
  source: '10.0.0.1',
  sourcePort: 5060,
  destination: '10.0.0.2',
  destinationPort: 5062,
};

export const FLOW6: Flow = {
  source: '2001:db8::1',
  sourcePort: 5060,
  destination: '2001:db8::2',
  destinationPort: 5062,
};

export const PROTECTION: Protection = { spi: 1, sequence: 1, icv: 'good', sa: null, tunnel: false };

/** A decoder and the issues it reported. */
export function decoder(limits: Partial<NetLimits> = {}): { net: NetDecoder; issues: Issue[] } {
  const issues: Issue[] = [];
  return { net: netDecoder(issue => issues.push(issue), limits), issues };
}

/** What a datagram says, copied, in a form that tests can compare. */
export interface Seen {
  readonly frame: number;
  readonly frames: readonly number[] | null;
  readonly payload: Uint8Array;
}

/** Decodes records and keeps a copy of what came out. */
export function decodeAll(net: NetDecoder, records: readonly CaptureRecord[]): Seen[] {
  const seen: Seen[] = [];
  for (const captured of records) {
    const datagram = net.decode(captured);
    if (datagram === null) continue;
    const { frame, frames, bytes, start, end } = datagram;
    seen.push({ frame, frames, payload: bytes.slice(start, end) });
  }
  return seen;
}

/** A region over all of `bytes`. */
export function regionOf(bytes: Uint8Array, missing = 0): Region {
  const region = new Region();
  region.set(bytes, 0, bytes.length, missing);
  return region;
}

/** An IP header as if read from a packet of `flow`. */
export function ipHeader(family: 4 | 6, protocol: number): IpHeader {
  const header = new IpHeader();
  header.family = family;
  header.protocol = protocol;
  header.addresses = new Uint8Array(32);
  header.destinationOffset = family === 4 ? 4 : 16;
  return header;
}

/** The captured part of a region. */
export function rest(region: Region): Uint8Array {
  return region.bytes.slice(region.start, region.end);
}

/** One TCP segment as the decoder gives it, in a record of its own. */
export function segment(
  flow: Flow,
  fields: TcpFields,
  payload: Uint8Array | string = '',
  options: { frame?: number; time?: number; cut?: number; protection?: Protection | null } = {},
): Datagram {
  const bytes = typeof payload === 'string' ? latin1(payload) : payload;
  const packet = ethernet(ip(flow, PROTOCOL.TCP, tcp(flow, fields, bytes)));
  const captured = packet.subarray(0, packet.length - (options.cut ?? 0));
  const time = options.time ?? (options.frame ?? 1) * 1_000_000;
  const { net } = decoder();
  const datagram = net.decode(record(captured, options.frame ?? 1, { originalLength: packet.length, time }));
  if (datagram === null) throw new Error('segment was not decoded');
  datagram.protection = options.protection ?? null;
  return datagram;
}

/** A consumer that writes down what it is told; `text` shows data as text, gaps as `[n]` and the end as `$`. */
export class Recorder implements StreamConsumer {
  text = '';
  readonly frames: number[] = [];
  /** Offset in the stream where each stretch without a gap begins, and its bytes. */
  readonly stretches: { offset: number; bytes: number[] }[] = [{ offset: 0, bytes: [] }];
  /** Of each gap: did the snap length cut what is missing? */
  readonly cuts: boolean[] = [];
  ended = 0;

  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (start >= end) throw new Error('empty data');
    this.text += String.fromCharCode(...bytes.subarray(start, end));
    this.frames.push(origin.frame);
    this.stretches.at(-1)?.bytes.push(...bytes.subarray(start, end));
  }

  gap(missing: number, _origin: Origin, cut: boolean): void {
    if (missing <= 0) throw new Error('empty gap');
    this.text += `[${missing}]`;
    this.cuts.push(cut);
    this.stretches.push({ offset: this.length + missing, bytes: [] });
  }

  end(): void {
    this.text += '$';
    this.ended++;
  }

  /** Bytes and gaps so far. */
  get length(): number {
    const last = this.stretches.at(-1);
    return last === undefined ? 0 : last.offset + last.bytes.length;
  }
}
