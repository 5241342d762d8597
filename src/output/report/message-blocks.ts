import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { Moment } from '../../model/capture.ts';
import type { Protection } from '../../model/protection.ts';
import { answersIn } from '../../sip/digest.ts';
import type { SipMessage } from '../../sip/message.ts';
import { jsonScript, textScript } from './json-script.ts';
import { packetText } from './packet-text.ts';
import type { EspColumns, MessageRow } from './report-data.ts';

/** Output of the messages of a report. */
export interface MessageBlocksContext {
  /** Receives the next piece of the page. */
  readonly write: (text: string) => void;
}

/**
 * Writes messages as they come, a few hundred at a time: first the rows of the list, then the texts, which the page
 * reads only when needed.
 */
export class MessageBlocks {
  readonly #context: MessageBlocksContext;
  readonly #places = new BoundedMap<string, number>(STRINGS_REMEMBERED);
  #nextPlace = 1;
  #start: Moment = { seconds: 0, nanoseconds: 0 };
  #strings: string[] = [];
  #rows: MessageRow[] = [];
  #texts: string[] = [];
  #blockLength = 0;
  #total = 0;
  #totalLength = 0;
  /** Messages left out because there were too many, or their total length was too large. */
  leftOut = 0;

  constructor(context: MessageBlocksContext) {
    this.#context = context;
  }

  /** The time of the first frame, from which times are counted. */
  begin(seconds: number, nanoseconds: number): void {
    this.#start = { seconds, nanoseconds };
  }

  /** The next message. Returns its index in the report, or null if it is left out. */
  sip(event: SipEvent): number | null {
    const { length } = event.message.bytes;
    if (this.#total >= MAXIMUM_MESSAGES || this.#totalLength + length > MAXIMUM_LENGTH) {
      this.leftOut++;
      return null;
    }
    this.#total++;
    this.#totalLength += length;
    this.#rows.push(this.#row(event));
    this.#texts.push(packetText(latin1(event.message.bytes)));
    this.#blockLength += length;
    if (this.#rows.length >= BLOCK_MESSAGES || this.#blockLength >= BLOCK_LENGTH) this.#flush();
    return this.#total - 1;
  }

  /** Writes the remaining messages. */
  end(): void {
    if (this.#rows.length > 0) this.#flush();
  }

  #flush(): void {
    this.#context.write(jsonScript('messages', { strings: this.#strings, rows: this.#rows }));
    for (const piece of textScript('texts', this.#texts)) this.#context.write(piece);
    this.#strings = [];
    this.#rows = [];
    this.#texts = [];
    this.#blockLength = 0;
  }

  #row({ message, transport, flow, cut, frames, origin }: SipEvent): MessageRow {
    const { seconds, nanoseconds, protection } = origin;
    const time = (seconds - this.#start.seconds) * 1e9 + nanoseconds - this.#start.nanoseconds;
    return [
      origin.file,
      origin.frame,
      frames.length > 1 ? [...frames] : 0,
      time,
      transport,
      this.#place(flow.source),
      flow.sourcePort,
      this.#place(flow.destination),
      flow.destinationPort,
      this.#place(message.method ?? message.cseq?.method ?? ''),
      message.status ?? 0,
      this.#place(packetText(message.reason ?? '')),
      this.#place(packetText(message.callId ?? '')),
      this.#place(packetText(usernameOf(message))),
      protection === null ? 0 : espColumns(protection),
      cut ? 1 : 0,
    ];
  }

  /**
   * The index of a string in the table; 0 is the empty one. A string that was not used for long may get a second index.
   */
  #place(text: string): number {
    if (text === '') return 0;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#nextPlace++;
    this.#places.set(text, place);
    this.#strings.push(text);
    return place;
  }
}

/** Most messages of a page: the height of an element cannot hold more rows in browsers. */
export const MAXIMUM_MESSAGES = 200_000;
/** Most bytes of messages: browsers keep the page in memory. */
const MAXIMUM_LENGTH = 256 * 1024 * 1024;
const BLOCK_MESSAGES = 512;
const BLOCK_LENGTH = 256 * 1024;
/** Strings remembered so that each is written once: equal ones usually come close together. */
const STRINGS_REMEMBERED = 16_384;

function espColumns({ spi, sequence, sa, icv }: Protection): EspColumns {
  return [spi, sequence, sa?.set.id ?? 0, sa?.name ?? 'unknown', icv];
}

/** The private identity, if the message has one. */
function usernameOf(message: SipMessage): string {
  return answersIn(message).find(({ username }) => username !== null)?.username ?? '';
}
