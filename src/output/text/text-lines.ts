import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { endpointText } from '../../bytes/address.ts';
import { spiText } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { printable, printableLines } from '../../bytes/printable.ts';
import { elapsedText } from '../../bytes/time.ts';
import type { Moment } from '../../model/capture.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { SipMessage } from '../../sip/message.ts';
import { fileLabels } from './file-labels.ts';
import { withHiddenKeys } from './hidden-keys.ts';
import { saLabel, verdictText } from './protection-text.ts';

/** Meaning of a piece of text, for colouring; `plain` output ignores it. */
export type Tone = IcvVerdict | 'clear' | 'heading';

/** Colours a piece of text, or gives it back as it is. */
export type Paint = (tone: Tone, text: string) => string;

/** How `decode -T text` writes. */
interface TextOptions {
  /** Names of the inputs; shown beside the frame number when there are several. */
  readonly files: readonly string[];
  /** Print each message whole below its line. */
  readonly verbose: boolean;
  /** Print CK and IK of a digest challenge, too. */
  readonly showKeys: boolean;
  readonly paint: Paint;
}

/** Writes one line a message: frame, time since the first frame, ends, SA and ICV, method or status, Call-ID. */
export class TextLines {
  readonly #options: TextOptions;
  /** Names of the files beside the frame number; empty when there is one file only. */
  readonly #labels: readonly string[];
  readonly #frameWidth: number;
  #start: Moment = { seconds: 0, nanoseconds: 0 };

  constructor(options: TextOptions) {
    this.#options = options;
    this.#labels = fileLabels(options.files);
    this.#frameWidth = FRAME_WIDTH + Math.max(0, ...this.#labels.map(label => label.length));
  }

  /** Sets the time of the first frame, from which times are counted. */
  begin(seconds: number, nanoseconds: number): void {
    this.#start = { seconds, nanoseconds };
  }

  /** The line or lines of a message, with a line feed at the end. */
  sip(event: SipEvent): string {
    const { flow, origin, message } = event;
    const { paint, verbose, showKeys } = this.#options;
    const frame = `${this.#labels[origin.file] ?? ''}${origin.frame}`;
    const ends = `${end(flow.source, flow.sourcePort)} → ${end(flow.destination, flow.destinationPort)}`;
    const tone = origin.protection?.icv ?? 'clear';
    const mark = paint(tone, markText(event).padEnd(MARK_WIDTH));
    const callId = printable(message.callId ?? '-');
    const summary = `${summaryText(message)}${event.cut ? ' [cut]' : ''}`.padEnd(MESSAGE_WIDTH);
    const line = `${frame.padStart(this.#frameWidth)} ${this.#time(event).padStart(12)}  ${ends}  ${mark}  ${summary}  ${callId}\n`;
    return verbose ? `${paint('heading', line.trimEnd())}\n${detailText(event, showKeys)}\n` : line;
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
  return protection === null ? 'clear' : `${saLabel(protection)} ${verdictText(protection.icv)}`;
}

function summaryText(message: SipMessage): string {
  if (message.method !== null) return printable(message.method);
  const method = message.cseq?.method;
  return printable(`${message.status} ${message.reason ?? ''}${method === undefined ? '' : ` (${method})`}`);
}

/** Under which ESP packet and in which frames the message came, then the message with every line indented. */
function detailText(event: SipEvent, showKeys: boolean): string {
  const { protection } = event.origin;
  const lines: string[] = [];
  if (protection !== null) {
    const mode = protection.tunnel ? 'tunnel' : 'transport';
    lines.push(
      `ESP SPI ${spiText(protection.spi)} sequence ${protection.sequence} ICV ${protection.icv}, ${mode} mode`,
    );
  }
  if (event.cut) lines.push('cut by the snap length: the rest of the message was not captured');
  if (event.frames.length > 1) lines.push(`frames ${event.frames.join(' ')}`);
  const text = latin1(event.message.bytes);
  lines.push(...printableLines(showKeys ? text : withHiddenKeys(text)).split('\n'));
  if (lines.at(-1) === '') lines.pop();
  return `${lines.map(line => `        ${line}`.trimEnd()).join('\n')}\n`;
}
