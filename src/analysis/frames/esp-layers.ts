import type { EspResult } from '../../ipsec/sa-database.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { type OpenedEsp, replaceEsp } from '../../net/rewrite/replace-esp.ts';
import type { EspNote, OutputFrame } from '../events/output-frame.ts';

/** The place of one ESP packet in a frame, and its result. */
interface EspLayer extends Omit<OpenedEsp, 'payload' | 'nextHeader'> {
  readonly frames: readonly number[] | null;
  /** Its content; null until it is decrypted. */
  payload: Uint8Array | null;
  nextHeader: number;
  note: EspNote | null;
}

/** The ESP packets of one frame, each in the payload of the one before. */
export class EspLayers {
  readonly #layers: EspLayer[] = [];
  readonly #depth: number;
  /** The buffer with the headers around the next packet, and their offset in it. */
  #around: Uint8Array;
  #base = 0;
  #bytes = 0;

  /**
   * @param frame the captured bytes, the same array as in the record that was decoded.
   * @param depth most nested ESP packets kept.
   */
  constructor(frame: Uint8Array, depth: number) {
    this.#around = frame;
    this.#depth = depth;
  }

  /** True if the last packet waits for a key. */
  get waiting(): boolean {
    const outcome = this.#layers.at(-1)?.note?.outcome;
    return outcome === 'unknown-spi' || outcome === 'no-key';
  }

  /** May another packet inside the last one be added? */
  get hasRoom(): boolean {
    return this.#layers.length < this.#depth;
  }

  /** Bytes held, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The next packet, or the last one again if it waited. Copies the parts that it needs. */
  judged(packet: Datagram, result: EspResult, duplicate: boolean): void {
    if (!this.waiting) {
      if (!this.hasRoom) return;
      this.#layers.push(this.#locate(packet));
    }
    const layer = this.#layers.at(-1) as EspLayer;
    const { spi, sequence, sa, suite } = result;
    // The readable part of a cut packet cannot replace the packet.
    const protection = packet.truncated ? null : result.protection;
    const outcome = packet.truncated ? 'truncated' : result.outcome;
    layer.note = {
      spi,
      sequence,
      outcome,
      duplicate,
      sa: sa?.name ?? null,
      icv: protection?.icv ?? null,
      suite,
      tunnel: protection?.tunnel ?? false,
      frames: layer.frames,
    };
    if (protection === null) return;
    layer.payload = Uint8Array.prototype.slice.call(result.bytes, result.start, result.end);
    layer.nextHeader = result.nextHeader;
    this.#around = result.bytes;
    this.#base = result.start;
    this.#bytes += layer.payload.length;
  }

  /** Is the last packet a copy of an earlier one? */
  get duplicate(): boolean {
    return this.#layers.at(-1)?.note?.duplicate ?? false;
  }

  /** The output frame, as far as its ESP is decrypted by now. */
  output(record: CaptureRecord): OutputFrame {
    const opened = this.#layers.filter((layer): layer is EspLayer & OpenedEsp => layer.payload !== null);
    const replaced = opened.length === 0 ? null : replaceEsp(record, opened);
    return {
      record,
      data: replaced?.data ?? record.data,
      originalLength: replaced?.data.length ?? record.originalLength,
      esp: this.#layers.map(({ note }) => note as EspNote),
      replacement: replaced,
    };
  }

  #locate(packet: Datagram): EspLayer {
    const isWhole = packet.bytes === this.#around;
    const base = isWhole ? this.#base : 0;
    const toAddress = packet.family === 4 ? 12 : 8;
    const reassembled = isWhole ? null : Uint8Array.prototype.slice.call(packet.bytes, 0, packet.end);
    this.#bytes += ROUGH_SIZE + (reassembled?.length ?? 0);
    return {
      reassembled,
      start: packet.start - base,
      ipStart: packet.addresses === packet.bytes ? packet.sourceOffset - toAddress - base : null,
      family: packet.family,
      addresses: packet.copyAddresses(),
      frames: packet.frames,
      payload: null,
      nextHeader: 0,
      note: null,
    };
  }
}

const ROUGH_SIZE = 512;
