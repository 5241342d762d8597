import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { endpointText } from '../../bytes/address.ts';
import { spiText } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { printable } from '../../bytes/printable.ts';
import { elapsedText } from '../../bytes/time.ts';
import type { Moment } from '../../model/capture.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { SipMessage } from '../../sip/message.ts';
import { fileLabels } from './file-labels.ts';
import { INDENT, indentedLines } from './indented-lines.ts';
import { saLabel, verdictText } from './protection-text.ts';

/** Meaning of a text, for its colour; `plain` output ignores it. */
export type Tone = IcvVerdict | 'clear' | 'heading';

/** Colours a text, or returns it unchanged. */
export type Paint = (tone: Tone, text: string) => string;

/** Options of `decode -T text`. */
interface TextOptions {
  /** Names of the inputs; shown beside the frame number if there are several. */
  readonly files: readonly string[];
  /** Print each message in full below its line. */
  readonly verbose: boolean;
  readonly paint: Paint;
}

/** Writes one line per message: frame, time since the first frame, ends, SA and ICV, method or status, Call-ID. */
export class TextLines {
  readonly #options: TextOptions;
  /** Labels before the frame number, by file; empty for a single file. */
  readonly #labels: readonly string[];
  readonly #frameWidth: number;
  #start: Moment = { seconds: 0, nanoseconds: 0 };

  constructor(options: TextOptions) {
    this.#options = options;
    this.#labels = fileLabels(options.files);
    this.#frameWidth = FRAME_WIDTH + this.#labels.reduce((most, { length }) => Math.max(most, length), 0);
  }

  /** Sets the time of the first frame, from which times are counted. */
  begin(seconds: number, nanoseconds: number): void {
    this.#start = { seconds, nanoseconds };
  }

  /** The line or lines of a message, with a line feed at the end, in pieces: a body may have a million lines. */
  *sip(event: SipEvent): Generator<string, void, undefined> {
    const { flow, origin, message } = event;
    const { paint, verbose } = this.#options;
    const frame = `${this.#labels[origin.file] ?? ''}${origin.frame}`;
    const ends = `${end(flow.source, flow.sourcePort)} → ${end(flow.destination, flow.destinationPort)}`;
    const tone = origin.protection?.icv ?? 'clear';
    const mark = paint(tone, markText(event).padEnd(MARK_WIDTH));
    const callId = printable(message.callId ?? '-');
    const summary = `${summaryText(message)}${noteText(event)}`.padEnd(MESSAGE_WIDTH);
    const line = `${frame.padStart(this.#frameWidth)} ${this.#time(event).padStart(12)}  ${ends}  ${mark}  ${summary}  ${callId}\n`;
    if (!verbose) {
      yield line;
      return;
    }
    yield `${paint('heading', line.trimEnd())}\n`;
    yield* detail(event);
    yield '\n';
  }

  #time({ origin }: SipEvent): string {
    return elapsedText(this.#start, origin);
  }
}

const FRAME_WIDTH = 6;
const END_WIDTH = '255.255.255.255:65535'.length;
const MARK_WIDTH = 'uc->ps unchecked'.length;
const MESSAGE_WIDTH = '202 Accepted (SUBSCRIBE)'.length;

function end(address: string, port: number): string {
  return endpointText(address, port).padEnd(END_WIDTH);
}

function markText({ origin: { protection } }: SipEvent): string {
  return protection === null ? 'unprotected' : `${saLabel(protection)} ${verdictText(protection.icv)}`;
}

function noteText({ cut, otherReading }: SipEvent): string {
  return `${cut ? ' [cut]' : ''}${otherReading === true ? ' [other TCP bytes]' : ''}`;
}

function summaryText(message: SipMessage): string {
  if (message.method !== null) return printable(message.method);
  const method = message.cseq?.method;
  return printable(`${message.status} ${message.reason ?? ''}${method === undefined ? '' : ` (${method})`}`);
}

/** The ESP packet and the frames of a message, then the message with every line indented. */
function* detail(event: SipEvent): Generator<string, void, undefined> {
  const { protection } = event.origin;
  if (protection !== null) {
    const mode = protection.tunnel ? 'tunnel' : 'transport';
    yield `${INDENT}ESP SPI ${spiText(protection.spi)} sequence ${protection.sequence} ICV ${protection.icv}, ${mode} mode\n`;
  }
  if (event.cut) yield `${INDENT}cut by the snap length: the rest of the message was not captured\n`;
  if (event.otherReading === true)
    yield `${INDENT}TCP carried other bytes at the same sequence numbers first: see the issue tcp-overlap\n`;
  if (event.frames.length > 1) yield `${INDENT}frames ${event.frames.join(' ')}\n`;
  yield* indentedLines(latin1(event.message.bytes));
}
