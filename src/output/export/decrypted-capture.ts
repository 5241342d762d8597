import type { OutputFrame } from '../../analysis/events/output-frame.ts';
import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import { PcapngWriter } from '../../capture/pcapng/pcapng-writer.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { RewrittenFrame } from '../../net/rewrite/frame-rewriter.ts';
import { PlainComments, packetComments } from './packet-comment.ts';

/** Inputs and output of a decrypted capture. */
export interface DecryptedCaptureContext {
  /** The inputs as the user named them. */
  readonly files: readonly string[];
  /** Are frames left out? Then the others get new numbers, and a comment says the old one. */
  readonly isPart?: boolean;
  /** Written as the application of the file if the input names none. */
  readonly application: string;
  /** Receives the bytes of the file piece by piece, and may keep them. */
  readonly write: (bytes: Uint8Array) => void;
}

/**
 * The capture with its ESP decrypted, as pcapng. Frames of a single, whole input keep their numbers: an unreadable frame
 * is replaced by an empty one.
 */
export class DecryptedCapture {
  readonly #context: DecryptedCaptureContext;
  readonly #writer: PcapngWriter;
  readonly #comments = new PlainComments();
  #frame = 0;
  /** Frames written. */
  frames = 0;
  /** Frames with decrypted ESP. */
  decrypted = 0;

  constructor(context: DecryptedCaptureContext) {
    this.#context = context;
    this.#writer = new PcapngWriter(context.application);
  }

  /**
   * Adds the next frame; its bytes are copied.
   *
   * @param comment besides those on ESP.
   */
  frame(frame: OutputFrame, comment: string | null = null): void {
    const { record, data, originalLength } = frame;
    const { files } = this.#context;
    if (this.keepsNumbers) this.#fillUpTo(record);
    this.#frame = record.frame;
    this.frames++;
    if (frame.replacement !== null) this.decrypted++;
    const comments = packetComments(frame);
    if (comment !== null) comments.push(comment);
    if (!this.keepsNumbers && comments.length > 0)
      comments.push(`frame ${record.frame} of ${files[record.file]}`);
    this.#writer.add({ record, data, originalLength, comments });
    this.#pass(PIECE);
  }

  /** Only then `plainFrame` may be called. */
  get keepsNumbers(): boolean {
    return this.#context.files.length === 1 && this.#context.isPart !== true;
  }

  /** Adds the next frame of the only input, with a plain packet. */
  plainFrame(packet: PlainEvent, frame: RewrittenFrame): void {
    if (packet.frame > this.#frame + 1) this.#fillUpTo(packet.record);
    this.#frame = packet.frame;
    this.frames++;
    this.decrypted++;
    const comment = this.#comments.of(packet, frame.checksumCorrected);
    this.#writer.addCommented(packet.interface, packet, frame, comment);
    this.#pass(PIECE);
  }

  /** Writes the collected bytes, so that others can read what there is. */
  flush(): void {
    this.#pass(1);
  }

  /** Ends the capture; one without frames has only its header. */
  end(): void {
    this.#writer.begin();
    this.flush();
  }

  #fillUpTo(record: CaptureRecord): void {
    const { file, seconds, nanoseconds, linkType, interfaceId, offset, source } = record;
    for (let frame = this.#frame + 1; frame < record.frame; frame++) {
      const data = new Uint8Array(0);
      const empty = { file, frame, seconds, nanoseconds, linkType, interfaceId, offset, data };
      this.#writer.add({
        record:
          source === undefined ? { ...empty, originalLength: 0 } : { ...empty, originalLength: 0, source },
        data,
        originalLength: 0,
        comments: ['ims-esp cannot read the packet at this place of the input'],
      });
      this.#pass(PIECE);
    }
  }

  #pass(least: number): void {
    if (this.#writer.length >= least) this.#context.write(this.#writer.take());
  }
}

/** Bytes collected before a write. */
const PIECE = 64 * 1024;
