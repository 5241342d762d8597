import type { EspResult } from '../../ipsec/sa-database.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import { NetDecoder, type NetLimits } from '../../net/decoder.ts';
import { UDP_HEADER_LENGTH } from '../../net/ip/transport.ts';
import { type Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import { FrameRewriter, type RewrittenFrame } from '../../net/rewrite/frame-rewriter.ts';
import type { OutputFrame } from '../events/output-frame.ts';
import type { PlainEvent } from '../events/plain-event.ts';
import type { AnalysisListener } from '../listeners.ts';
import { EspLayers } from './esp-layers.ts';
import { type Held, HeldEsp } from './held-esp.ts';

/** Bounds of a FrameQueue. */
export interface FrameQueueLimits {
  /** Bytes of frames that wait until earlier ESP has its key, and of copies of ESP packets. */
  readonly queuedFrameBytes: number;
  /** How often a held packet is tried when an agreement for its SPI comes. */
  readonly heldReturns: number;
  /** Nested ESP packets; deeper ones are not decrypted. */
  readonly espDepth: number;
  readonly net: NetLimits;
}

/** The parts that a queue works with. */
export interface FrameQueueContext {
  readonly limits: FrameQueueLimits;
  /** Milliseconds that pass, if somebody waits for the frames; null: they can wait until the end. */
  readonly clock?: (() => number) | null;
  /** Decrypts a packet again that was judged before. */
  readonly reopen: (packet: Datagram) => EspResult;
  /** Receives each frame in capture order. Its bytes are valid only during the call. */
  readonly deliver: (frame: OutputFrame) => void;
  /** Receives the frames of plain packets instead, if it is given. */
  readonly deliverPlain?: ((packet: PlainEvent, frame: RewrittenFrame) => void) | undefined;
}

interface Waiting {
  readonly record: CaptureRecord;
  readonly layers: EspLayers | null;
  /** When it goes out undecrypted. */
  readonly until: number;
}

/**
 * Gives out every captured frame once, in capture order, with its ESP decrypted. A frame whose ESP lacks a key waits,
 * and so do all frames after it. Their bytes are bounded, and with a clock their time: at the bound the oldest frame
 * goes out undecrypted.
 */
export class FrameQueue implements AnalysisListener {
  readonly #context: FrameQueueContext;
  /** Oldest first; those before `#oldest` were given out and are null. */
  #waiting: (Waiting | null)[] = [];
  #oldest = 0;
  /** Those with ESP, by file and frame. */
  readonly #withEsp = new Map<number, EspLayers>();
  /** Copies of packets that lack a key; the analysis holds only the first of each. */
  readonly #duplicates: HeldEsp;
  /** Decodes the content of copies; the analysis has already seen it. */
  readonly #net: NetDecoder;
  readonly #rewriter = new FrameRewriter();
  #bytes = 0;
  #record: CaptureRecord | null = null;
  #layers: EspLayers | null = null;
  /** Frames given out undecrypted because too many waited. */
  released = 0;

  constructor(context: FrameQueueContext) {
    this.#context = context;
    const { queuedFrameBytes, heldReturns, net } = context.limits;
    this.#duplicates = new HeldEsp(queuedFrameBytes, heldReturns);
    this.#net = new NetDecoder(() => {}, net);
  }

  /** Bytes of waiting frames, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The next frame is about to be analysed. */
  frame(record: CaptureRecord): void {
    this.#record = record;
    this.#layers = null;
  }

  espPacket(packet: Datagram, result: EspResult): void {
    const layers = this.#layersOf(packet);
    if (layers === null) return;
    if (result.outcome === 'duplicate') this.#reopen(layers, packet);
    else this.#note(layers, packet, result, false);
  }

  plain(packet: PlainEvent): void {
    const { deliverPlain } = this.#context;
    if (deliverPlain !== undefined && this.#waiting.length === 0) {
      const { bytes, start, end } = packet;
      if (this.#rewriter.rewrite(packet, bytes, start - UDP_HEADER_LENGTH, end)) {
        deliverPlain(packet, this.#rewriter);
        return;
      }
    }
    this.frame(packet.record);
    this.espPacket(packet.packet, packet.result);
    this.frameDone();
  }

  keyed(destination: string, spi: number): void {
    for (const held of this.#duplicates.take(destination, spi)) {
      const layers = this.#layersOf(held.packet);
      if (layers !== null) this.#reopen(layers, held.packet, held);
    }
  }

  /** The frame has been analysed: gives out the frames that no longer wait. */
  frameDone(): void {
    const record = this.#record as CaptureRecord;
    const layers = this.#layers;
    this.#record = null;
    this.#layers = null;
    if (this.#waiting.length === 0 && layers?.waiting !== true) this.#deliver(record, layers);
    else {
      this.#waiting.push({ record: copyOf(record), layers, until: this.#now() + PATIENCE });
      if (layers !== null) this.#withEsp.set(keyOf(record), layers);
      this.#bytes += costOf(record, layers);
      this.#giveOut(this.#context.limits.queuedFrameBytes);
    }
  }

  /** End of the capture: nothing waits any longer. */
  end(): void {
    this.#giveOut(-1);
  }

  #layersOf(packet: Datagram): EspLayers | null {
    const record = this.#record;
    if (record?.file !== packet.file || record.frame !== packet.frame)
      return this.#withEsp.get(keyOf(packet)) ?? null;
    this.#layers ??= new EspLayers(record.data, this.#context.limits.espDepth);
    return this.#layers;
  }

  /** @param held the packet if it has waited before. */
  #reopen(layers: EspLayers, packet: Datagram, held: Held | null = null): void {
    const result = this.#context.reopen(packet);
    this.#note(layers, packet, result, true);
    if (layers.waiting && held !== null) this.#duplicates.putBack(held, result.sa !== null);
    else if (layers.waiting) this.#duplicates.hold(packet, result.spi, result.sa !== null);
    const { protection, nextHeader, bytes, start, end } = result;
    if (protection === null) return;
    const inner = this.#net.decodeInner(packet, nextHeader, bytes, start, end, protection);
    if (inner !== null && inner.protocol === PROTOCOL.ESP && layers.hasRoom) this.#reopen(layers, inner);
  }

  #note(layers: EspLayers, packet: Datagram, result: EspResult, duplicate: boolean): void {
    const before = layers.bytes;
    layers.judged(packet, result, duplicate);
    if (layers !== this.#layers) this.#bytes += layers.bytes - before;
  }

  #now(): number {
    return this.#context.clock?.() ?? Number.NEGATIVE_INFINITY;
  }

  /** Gives out the oldest frames up to the first that waits for a key; beyond it while more than `limit` bytes wait. */
  #giveOut(limit: number): void {
    const now = this.#now();
    for (; this.#oldest < this.#waiting.length; this.#oldest++) {
      const { record, layers, until } = this.#waiting[this.#oldest] as Waiting;
      if (layers?.waiting === true) {
        if (this.#bytes <= limit && now <= until) break;
        if (limit >= 0) this.released++;
      }
      if (layers !== null) this.#withEsp.delete(keyOf(record));
      this.#bytes -= costOf(record, layers);
      this.#waiting[this.#oldest] = null;
      this.#deliver(record, layers);
    }
    // Not at each call, so that few entries are moved.
    if (this.#oldest < FEW && this.#oldest < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#oldest);
    this.#oldest = 0;
  }

  #deliver(record: CaptureRecord, layers: EspLayers | null): void {
    const { data, originalLength } = record;
    const frame = layers?.output(record) ?? { record, data, originalLength, esp: [], replacement: null };
    this.#context.deliver(frame);
  }
}

function keyOf({ file, frame }: { readonly file: number; readonly frame: number }): number {
  return file * 2 ** 36 + frame;
}

function costOf({ data, options }: CaptureRecord, layers: EspLayers | null): number {
  return ROUGH_SIZE + data.length + (options?.length ?? 0) + (layers?.bytes ?? 0);
}

function copyOf(record: CaptureRecord): CaptureRecord {
  const data = Uint8Array.prototype.slice.call(record.data);
  const options = record.options && Uint8Array.prototype.slice.call(record.options);
  return { ...record, data, options };
}

const ROUGH_SIZE = 256;
/** Milliseconds that a frame waits for its key while somebody waits for the frame. */
const PATIENCE = 3000;
/** Most empty places at the start of the queue. */
const FEW = 4096;
