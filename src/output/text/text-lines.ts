import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { endpointText } from '../../bytes/address.ts';
import { spiText } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { printable } from '../../bytes/printable.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { SipMessage } from '../../sip/message.ts';
import { TimeColumn, type TimeFormat } from '../time/time-column.ts';
import { cutPair, cutText } from './decode/cut-text.ts';
import { type LineLayout, lineLayout } from './decode/line-layout.ts';
import { partiesText } from './decode/parties-text.ts';
import { fileLabels, shortFileLabels } from './file-labels.ts';
import { INDENT, indentedLines } from './indented-lines.ts';
import { saLabel, verdictText } from './protection-text.ts';

/** Meaning of a text, for its colour; `plain` output ignores it. */
export type Tone = IcvVerdict | 'clear' | 'heading' | DialogTone;

/** Messages of one dialog have one of these. */
export const DIALOG_TONES = ['dialog1', 'dialog2', 'dialog3', 'dialog4', 'dialog5', 'dialog6'] as const;
export type DialogTone = (typeof DIALOG_TONES)[number];

/** Colours a text, or returns it unchanged. */
export type Paint = (tone: Tone, text: string) => string;

/** Options of `decode -T text`. */
interface TextOptions {
  /** Names of the inputs; shown beside the frame number if there are several. */
  readonly files: readonly string[];
  /** Print each message in full below its line. */
  readonly verbose: boolean;
  /** Columns of the terminal; null for a file or a pipe. */
  readonly width: number | null;
  readonly time: TimeFormat;
  readonly paint: Paint;
}

/**
 * Writes one line per message: frame, time, ends, SA and ICV, method or status, users of From, To
 * and Request-URI, Call-ID; with few columns less of it.
 */
export class TextLines {
  readonly #options: TextOptions;
  readonly #layout: LineLayout;
  /** Labels before the frame number, by file; empty for a single file. */
  readonly #labels: readonly string[];
  readonly #frameWidth: number;
  #time: TimeColumn;

  constructor(options: TextOptions) {
    this.#options = options;
    this.#layout = lineLayout(options.width);
    this.#time = new TimeColumn(options.time, { seconds: 0, nanoseconds: 0 });
    this.#labels = this.#layout.isWordy
      ? fileLabels(options.files)
      : shortFileLabels(options.files).map(label => `${cutText(label.slice(0, -1), LABEL_WIDTH)}:`);
    this.#frameWidth = FRAME_WIDTH + this.#labels.reduce((most, { length }) => Math.max(most, length), 0);
  }

  /** Sets the time of the first frame. */
  begin(seconds: number, nanoseconds: number): void {
    this.#time = new TimeColumn(this.#options.time, { seconds, nanoseconds });
  }

  /** The line or lines of a message, with a line feed at the end, in pieces: a body may have a million lines. */
  *sip(event: SipEvent): Generator<string, void, undefined> {
    const { verbose, paint } = this.#options;
    if (!verbose) {
      yield `${this.#line(event, paint)}\n`;
      return;
    }
    yield `${paint(
      'heading',
      this.#line(event, (_, text) => text),
    )}\n`;
    yield* detail(event);
    yield '\n';
  }

  #line(event: SipEvent, paint: Paint): string {
    const { origin, message } = event;
    const layout = this.#layout;
    const { gap, width } = layout;
    const number = `${this.#labels[origin.file] ?? ''}${origin.frame}`.padStart(this.#frameWidth);
    const head = `${number} ${this.#time.next(origin).padStart(Math.max(layout.time, this.#time.width))}${gap}`;
    const mark = markText(event, layout).padEnd(layout.mark);
    const what = cutText(`${summaryText(message, layout)}${noteText(event)}`, width / 3).padEnd(
      layout.message,
    );
    // What is left is shared: a short text leaves its room to the others.
    const room = width - head.length - mark.length - what.length - 3 * gap.length;
    const { source, destination } = endsOf(event, layout);
    const needed = Math.max(layout.ends, cutPair(source, destination, Number.POSITIVE_INFINITY).length);
    const who = partiesText(message, Math.max(room - needed, Math.floor(SHARE_OF_PARTIES * room)));
    const roomOfEnds = room - who.length;
    const ends = cutPair(source, destination, roomOfEnds).padEnd(Math.min(layout.ends, roomOfEnds));
    const tail = `${what}${gap}${this.#withCallId(who, message, room - ends.length)}`;
    const start = `${head}${ends}${gap}`;
    const length = start.length + mark.length + gap.length + tail.length;
    if (length > width) return `${start}${mark}${gap}${tail}`.slice(0, width);
    const tone = origin.protection?.icv ?? 'clear';
    return `${start}${paint(tone, mark)}${gap}${paint(dialogTone(message.callId), tail)}`;
  }

  #withCallId(who: string, message: SipMessage, room: number): string {
    const { hasCallId, parties, gap } = this.#layout;
    const left = room - Math.max(who.length, parties) - gap.length;
    if (!hasCallId || left < 1) return who;
    return `${who.padEnd(parties)}${gap}${cutText(printable(message.callId ?? '-'), left)}`;
  }
}

const FRAME_WIDTH = 6;
/** What users get of the room that they share with the ends, however long those are. */
const SHARE_OF_PARTIES = 0.4;
/** Most characters of a file's name where columns are few. */
const LABEL_WIDTH = 8;

/** Both ends as the layout shows them. */
function endsOf({ flow }: SipEvent, { hasPorts, source }: LineLayout) {
  const end = (address: string, port: number) => (hasPorts ? endpointText(address, port) : address);
  return {
    source: end(flow.source, flow.sourcePort).padEnd(source),
    destination: end(flow.destination, flow.destinationPort),
  };
}

function markText({ origin: { protection } }: SipEvent, { hasVerdict }: LineLayout): string {
  if (protection === null) return hasVerdict ? 'unprotected' : '-';
  const { icv } = protection;
  if (hasVerdict) return `${saLabel(protection)} ${verdictText(icv)}`;
  return `${saLabel(protection)}${icv === 'good' ? '' : icv === 'bad' ? ' BAD' : ' ?'}`;
}

function noteText({ cut, otherReading }: SipEvent): string {
  return `${cut ? ' [cut]' : ''}${otherReading === true ? ' [other TCP bytes]' : ''}`;
}

function summaryText(message: SipMessage, { isWordy }: LineLayout): string {
  if (message.method !== null) return printable(message.method);
  const method = message.cseq?.method ?? '';
  if (!isWordy) return printable(`${message.status} ${method}`);
  return printable(`${message.status} ${message.reason ?? ''}${method === '' ? '' : ` (${method})`}`);
}

/** The same for all messages of a Call-ID, in every run. */
function dialogTone(callId: string | null): DialogTone {
  let sum = 0;
  for (let i = 0; callId !== null && i < callId.length; i++) sum = (31 * sum + callId.charCodeAt(i)) >>> 0;
  return DIALOG_TONES[sum % DIALOG_TONES.length] as DialogTone;
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
