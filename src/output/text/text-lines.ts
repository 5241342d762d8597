import type { EspEvent } from '../../analysis/events/esp-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { endpointText } from '../../bytes/address.ts';
import { spiText } from '../../bytes/hex.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { printable } from '../../bytes/printable.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { HostNames } from '../names/host-names.ts';
import { TimeColumn, type TimeFormat } from '../time/time-column.ts';
import { cutText } from './decode/cut-text.ts';
import { closedWords } from './decode/esp-words.ts';
import { type LineParts, lineText } from './decode/line.ts';
import { type LineLayout, lineLayout } from './decode/line-layout.ts';
import { partiesText, Users } from './decode/parties-text.ts';
import { fileLabels, shortFileLabels } from './file-labels.ts';
import { INDENT, indentedLines } from './indented-lines.ts';
import { saLabel, verdictText } from './protection-text.ts';
import { dialogTone, type Paint } from './tone.ts';

/** Options of `decode -T text`. */
interface TextOptions {
  /** Names of the inputs; shown beside the frame number if there are several. */
  readonly files: readonly string[];
  /** Print each message in full below its line. */
  readonly verbose: boolean;
  /** Columns of the terminal; null for a file or a pipe. */
  readonly width: number | null;
  readonly time: TimeFormat;
  readonly hosts?: HostNames | undefined;
  readonly paint: Paint;
}

/**
 * Writes one line per message: frame, time, ends, SA and ICV, method or status, users of From, To
 * and Request-URI, Call-ID; with few columns less of it.
 */
export class TextLines {
  readonly #options: TextOptions;
  readonly #layout: LineLayout;
  readonly #users = new Users();
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

  /** The line of an ESP packet that stayed closed, with a line feed; null for any other packet. */
  esp(packet: EspEvent): string | null {
    const words = closedWords(packet.outcome);
    if (words === null) return null;
    const spi = spiText(packet.spi);
    const parts: LineParts = {
      head: this.#head(packet),
      source: this.#host(packet.source),
      destination: this.#host(packet.destination),
      mark:
        packet.sa !== null && isAgreed(packet.sa) ? packet.sa.name : this.#layout.hasVerdict ? spi : 'ESP',
      markTone: packet.outcome === 'bad-icv' ? 'bad' : 'unchecked',
      what: `ESP ${words}`,
      parties: room => cutText(`${spi} seq ${packet.sequence}`, room),
      callId: '',
      dialogTone: 'clear',
    };
    return `${lineText(parts, this.#layout, this.#options.paint)}\n`;
  }

  #line(event: SipEvent, paint: Paint): string {
    const { origin, message, flow } = event;
    const layout = this.#layout;
    const end = (address: string, port: number) => {
      const host = this.#host(address);
      return layout.hasPorts ? endpointText(host, port) : host;
    };
    const parts: LineParts = {
      head: this.#head(origin),
      source: end(flow.source, flow.sourcePort),
      destination: end(flow.destination, flow.destinationPort),
      mark: markText(event, layout),
      markTone: origin.protection?.icv ?? 'clear',
      what: `${summaryText(message, layout)}${noteText(event)}`,
      parties: room => partiesText(message, room, this.#users),
      callId: printable(message.callId ?? '-'),
      dialogTone: dialogTone(message.callId),
    };
    return lineText(parts, layout, paint);
  }

  #host(address: string): string {
    return this.#options.hosts?.of(address) ?? address;
  }

  #head(place: FrameReference & Moment): string {
    const number = `${this.#labels[place.file] ?? ''}${place.frame}`.padStart(this.#frameWidth);
    const width = Math.max(this.#layout.time, this.#time.width);
    return `${number} ${this.#time.next(place).padStart(width)}`;
  }
}

const FRAME_WIDTH = 6;
/** Most characters of a file's name where columns are few. */
const LABEL_WIDTH = 8;

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
