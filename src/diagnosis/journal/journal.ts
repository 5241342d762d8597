import type { RegistrationExchange } from '../../diameter/registration-exchange.ts';
import type { EspResult } from '../../ipsec/decrypt/esp-result.ts';
import { icvFingerprint } from '../../ipsec/sa/sequence-window.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Issue } from '../../model/issue.ts';
import type { Origin } from '../../model/origin.ts';
import type { IncompleteDatagram } from '../../net/ip/fragmented-datagram.ts';
import type { IcmpError } from '../../net/ip/icmp.ts';
import { type Datagram, TCP_FLAG } from '../../net/packet/datagram.ts';
import type { NetTraces } from '../../net/traces.ts';
import { keptText } from '../../registration/kept-text.ts';
import type { SipObservation } from '../../registration/sip-observation.ts';
import { SipMessage } from '../../sip/message.ts';
import { BadPackets } from './bad-packets.ts';
import { EspActivity, type EspSighting } from './esp-activity.ts';
import type { CxNote, IcmpNote, Moment, PacketNote, SipNote, TcpNote } from './notes.ts';
import { type TcpTalk, TcpTalks } from './tcp-talk.ts';

/** A SIP message when it is found. */
export interface HeardMessage extends SipObservation {
  readonly transport: SipNote['transport'];
}

/** A Cx message when it is found. */
export interface HeardExchange {
  readonly exchange: RegistrationExchange;
  readonly origin: Origin;
}

/** What a journal keeps at most. */
export interface JournalLimits {
  /** Octets of SIP messages, REGISTERs and their responses. */
  readonly registerBytes: number;
  /** Octets of SIP messages, all others. */
  readonly otherBytes: number;
  /** TCP segments, Cx messages, SA sets, and SPIs without an agreement; each. */
  readonly entries: number;
}

/**
 * What happened in a capture as far as a diagnosis needs it, in order: SIP messages, ESP by SA, the opening of TCP
 * connections, Cx. If there is too much, the oldest is dropped and counted.
 */
export class Journal implements NetTraces {
  readonly esp: EspActivity;
  readonly badEsp = new BadPackets();
  readonly #limits: JournalLimits;
  readonly #registers: NoteQueue;
  readonly #others: NoteQueue;
  readonly #tcp: TcpNote[] = [];
  readonly #talks: TcpTalks;
  readonly #icmp: IcmpNote[] = [];
  readonly #incomplete: IncompleteDatagram[] = [];
  readonly #cx: CxNote[] = [];
  readonly #duplicates: FrameReference[] = [];
  readonly #gaps: FrameReference[] = [];
  #first: Moment | null = null;
  #last: Moment | null = null;
  #refused = 0;

  constructor(limits: JournalLimits) {
    this.#limits = limits;
    this.#registers = new NoteQueue(limits.registerBytes);
    this.#others = new NoteQueue(limits.otherBytes);
    this.esp = new EspActivity(limits.entries);
    this.#talks = new TcpTalks(limits.entries);
  }

  /** REGISTERs and their responses. */
  get registers(): readonly SipNote[] {
    return this.#registers.notes;
  }

  /** All other SIP messages. */
  get others(): readonly SipNote[] {
    return this.#others.notes;
  }

  get tcp(): readonly TcpNote[] {
    return this.#tcp;
  }

  /** Who sent data over unprotected TCP. */
  get tcpTalks(): readonly TcpTalk[] {
    return this.#talks.all();
  }

  /** ICMP errors. */
  get icmpErrors(): readonly IcmpNote[] {
    return this.#icmp;
  }

  /** Datagrams with missing fragments. */
  get incompleteDatagrams(): readonly IncompleteDatagram[] {
    return this.#incomplete;
  }

  get cx(): readonly CxNote[] {
    return this.#cx;
  }

  /** The first few frames with a copy of an earlier packet or message. */
  get duplicateFrames(): readonly FrameReference[] {
    return this.#duplicates;
  }

  /** The first few frames after which octets of SIP over TCP are missing. */
  get gapFrames(): readonly FrameReference[] {
    return this.#gaps;
  }

  /** Times of the first and of the last frame; null without any. */
  get first(): Moment | null {
    return this.#first;
  }

  get last(): Moment | null {
    return this.#last;
  }

  /** Notes dropped because there were too many. */
  get evicted(): number {
    return this.#registers.evicted + this.#others.evicted + this.#refused;
  }

  /** Takes the time of a frame. */
  frame({ seconds, nanoseconds }: Moment): void {
    this.#last = { seconds, nanoseconds };
    this.#first ??= this.#last;
  }

  sip(heard: HeardMessage): void {
    const { message, transport, origin, flow } = heard;
    const { source, sourcePort, destination, destinationPort } = flow;
    const isRegister = message.cseq?.method === 'REGISTER';
    const end = isRegister ? message.bytes.length : message.bodyStart;
    const kept = new SipMessage(message.bytes.slice(0, end), message.bodyStart, message.problem);
    const ends = { source, sourcePort, destination, destinationPort };
    const queue = isRegister ? this.#registers : this.#others;
    queue.add({ message: kept, transport, ...ends, ...placeOf(origin) });
  }

  /** Takes a TCP segment: what opens, refuses or ends a connection, and who sends data. */
  tcpSegment(segment: Datagram): void {
    if (segment.protection === null && segment.end + segment.missing > segment.start)
      this.#talks.saw(segment);
    const kind = kindOf(segment.tcpFlags);
    if (kind === null || this.#isFull(this.#tcp)) return;
    const ends = {
      source: segment.source,
      destination: segment.destination,
      sourcePort: segment.sourcePort,
      destinationPort: segment.destinationPort,
    };
    this.#tcp.push({ kind, sequence: segment.sequence, ...ends, ...placeOf(segment) });
  }

  /** Takes an ICMP error. */
  icmp(error: IcmpError, { file, frame, seconds, nanoseconds, protection }: Origin): void {
    if (!this.#isFull(this.#icmp))
      this.#icmp.push({ ...error, file, frame, seconds, nanoseconds, protection });
  }

  /** Takes a datagram with missing fragments. */
  incomplete(datagram: IncompleteDatagram): void {
    if (!this.#isFull(this.#incomplete)) this.#incomplete.push(datagram);
  }

  /** Takes an ESP packet after its check; `again`: a second time, when its key came. */
  espPacket(packet: Datagram, result: EspResult, again: boolean): void {
    const { outcome, sa, spi, sequence, protection } = result;
    if (outcome === 'duplicate') this.duplicate(packet);
    if (outcome === 'duplicate' || outcome === 'malformed') return;
    const { file, frame, seconds, nanoseconds } = packet;
    const closed = outcome === 'unknown-spi' || outcome === 'no-key' || outcome === 'truncated';
    const bad = outcome === 'bad-icv' || protection?.icv === 'bad';
    if (bad) this.badEsp.saw(sa, packet);
    const verdict: EspSighting['verdict'] = closed ? 'closed' : bad ? 'bad' : 'read';
    const isVerified = protection?.icv === 'good' || outcome === 'implausible';
    const fingerprint = isVerified ? icvFingerprint(packet.bytes, packet.end, packet.truncated) : null;
    const when = { file, frame, seconds, nanoseconds };
    const { sourcePort, destinationPort } = packet;
    const ends = { source: packet.source, destination: packet.destination, sourcePort, destinationPort };
    const isFragmented = (packet.frames?.length ?? 0) > 1;
    const length = packet.end - packet.start + packet.missing;
    const sighting = {
      ...ends,
      ...{ isFragmented, length, spi, sa, verdict, sequence, fingerprint },
      ...when,
    };
    if (again && closed) return;
    if (again) this.esp.explained(sighting);
    this.esp.saw(sighting, again);
  }

  /** Takes a frame with a copy of an earlier packet or message. */
  duplicate(frame: FrameReference): void {
    keepFrame(this.#duplicates, frame);
  }

  /** Takes an issue; only missing octets of SIP count. */
  issue({ code, damage, file, frame }: Issue): void {
    if (code === 'sip-gap' && damage && file !== null && frame !== null)
      keepFrame(this.#gaps, { file, frame });
  }

  cxExchange({ exchange, origin }: HeardExchange): void {
    const { file, frame, seconds, nanoseconds } = origin;
    if (this.#isFull(this.#cx)) return;
    const userName = keptText(exchange.userName);
    const publicIdentity = keptText(exchange.publicIdentity);
    this.#cx.push({ ...exchange, userName, publicIdentity, file, frame, seconds, nanoseconds });
  }

  #isFull(notes: readonly unknown[]): boolean {
    const full = notes.length >= this.#limits.entries;
    if (full) this.#refused++;
    return full;
  }
}

/** What a segment does to its connection; null for one that only carries data. */
function kindOf(tcpFlags: number): TcpNote['kind'] | null {
  if ((tcpFlags & TCP_FLAG.RST) !== 0) return 'rst';
  if ((tcpFlags & TCP_FLAG.SYN) !== 0) return (tcpFlags & TCP_FLAG.ACK) === 0 ? 'syn' : 'syn-ack';
  return (tcpFlags & TCP_FLAG.FIN) === 0 ? null : 'fin';
}

/** Frames named of duplicates and of gaps: a finding shows the first few. */
const FRAMES_KEPT = 12;

function keepFrame(frames: FrameReference[], { file, frame }: FrameReference): void {
  if (frames.length < FRAMES_KEPT) frames.push({ file, frame });
}

/** Notes bounded in octets; the oldest go first. */
class NoteQueue {
  readonly #capacity: number;
  #notes: SipNote[] = [];
  #start = 0;
  #bytes = 0;
  evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get notes(): readonly SipNote[] {
    this.#compact();
    return this.#notes;
  }

  add(note: SipNote): void {
    this.#notes.push(note);
    this.#bytes += sizeOf(note);
    while (this.#bytes > this.#capacity && this.#start < this.#notes.length - 1) {
      this.#bytes -= sizeOf(this.#notes[this.#start++] as SipNote);
      this.evicted++;
    }
    if (2 * this.#start > this.#notes.length) this.#compact();
  }

  #compact(): void {
    if (this.#start === 0) return;
    this.#notes = this.#notes.slice(this.#start);
    this.#start = 0;
  }
}

/** Rough cost of a note without its message. */
const NOTE_BYTES = 400;

function sizeOf({ message }: SipNote): number {
  return message.bytes.length + NOTE_BYTES;
}

function placeOf({
  file,
  frame,
  seconds,
  nanoseconds,
  protection,
  wrapper,
}: Origin): Omit<PacketNote, 'source' | 'sourcePort' | 'destination' | 'destinationPort'> {
  return { file, frame, seconds, nanoseconds, protection, wrapper };
}
