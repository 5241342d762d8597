import type { PlainEvent } from '../../analysis/events/plain-event.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { latin1 } from '../../bytes/latin1.ts';
import { OctetWriter } from '../../bytes/octet-writer.ts';
import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import { KeptTexts } from '../../bytes/tables/kept-texts.ts';
import { sipNameNumber } from '../../lane/wasm/sip-names.ts';
import type { Moment } from '../../model/capture.ts';
import type { Protection } from '../../model/protection.ts';
import type { SaName } from '../../model/security-association.ts';
import { answersIn } from '../../sip/digest.ts';
import type { SipMessage } from '../../sip/message.ts';
import { jsonInScript, SCRIPT_TAIL, scriptHead, textInScript, writeAsciiInScript } from './json-script.ts';
import { packetText } from './packet-text.ts';
import type { EspColumns, MessageRow } from './report-data.ts';

/** Output of the messages of a report. */
export interface MessageBlocksContext {
  /** Receives the next piece of the page; octets are UTF-8. */
  readonly write: (piece: string | Uint8Array) => void;
}

/**
 * Writes messages as they come, a few hundred at a time: first the rows of the list, then the texts, which the page
 * reads only when needed.
 */
export class MessageBlocks {
  readonly #context: MessageBlocksContext;
  readonly #places = new BoundedMap<string, number>(STRINGS_REMEMBERED);
  readonly #kept = new KeptTexts();
  readonly #endings = new Map<SaName, Uint8Array>();
  #nextPlace = 1;
  #start: Moment = { seconds: 0, nanoseconds: 0 };
  #strings: string[] = [];
  /** Rows and texts of the block, as JSON with commas between them. */
  readonly #rows = new OctetWriter(BLOCK_LENGTH / 4);
  readonly #texts = new OctetWriter(2 * BLOCK_LENGTH);
  #blockMessages = 0;
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
    const { bytes } = event.message;
    if (!this.#takes(bytes.length)) return null;
    this.#rows.text(jsonInScript(this.#row(event)));
    const pieces = textInScript(packetText(latin1(bytes)));
    if (this.#isFull) this.#flush(pieces);
    else for (const piece of pieces) this.#texts.text(piece);
    return this.#total - 1;
  }

  /** The same for a plain packet. */
  plain(packet: PlainEvent): number | null {
    const { headers, bytes, start, end } = packet;
    const hasUser = headers.find(AUTHORIZATION) >= 0 || headers.find(PROXY_AUTHORIZATION) >= 0;
    if (hasUser) return this.sip(packet.event);
    if (!this.#takes(end - start)) return null;
    this.#writeRow(packet);
    if (!writeAsciiInScript(this.#texts, bytes, start, end))
      for (const piece of textInScript(packetText(latin1(bytes, start, end)))) this.#texts.text(piece);
    if (this.#isFull) this.#flush();
    return this.#total - 1;
  }

  /** Writes the remaining messages. */
  end(): void {
    if (this.#blockMessages > 0) this.#flush();
  }

  /** Begins the row and the text of a message, if there is room for it. */
  #takes(length: number): boolean {
    if (this.#total >= MAXIMUM_MESSAGES || this.#totalLength + length > MAXIMUM_LENGTH) {
      this.leftOut++;
      return false;
    }
    this.#total++;
    this.#totalLength += length;
    this.#blockLength += length;
    if (this.#blockMessages++ > 0) {
      this.#rows.octet(COMMA);
      this.#texts.all(BETWEEN);
    }
    return true;
  }

  get #isFull(): boolean {
    return this.#blockMessages >= BLOCK_MESSAGES || this.#blockLength >= BLOCK_LENGTH;
  }

  /** @param last pieces of the last text: it may be long. */
  #flush(last: Iterable<string> = []): void {
    const { write } = this.#context;
    write(`${scriptHead('messages')}{"strings":${jsonInScript(this.#strings)},"rows":[`);
    write(this.#rows.take());
    write(`]}${SCRIPT_TAIL}${scriptHead('texts')}["`);
    write(this.#texts.take());
    for (const piece of last) write(piece);
    write(`"]${SCRIPT_TAIL}`);
    this.#strings = [];
    this.#blockMessages = 0;
    this.#blockLength = 0;
  }

  #row({ message, transport, flow, cut, otherReading, frames, origin }: SipEvent): MessageRow {
    const { protection } = origin;
    return [
      origin.file,
      origin.frame,
      frames.length > 1 ? [...frames] : 0,
      this.#timeOf(origin),
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
      otherReading === true ? 1 : 0,
    ];
  }

  /** The row of a plain packet without a user name, as `#row` has it. */
  #writeRow(packet: PlainEvent): void {
    const { sa, bytes, headers, status, start } = packet;
    const to = this.#rows;
    const cseqEnd = headers.valueEnd(headers.find(CSEQ));
    const callId = headers.find(CALL_ID);
    to.octet(BRACKET);
    this.#number(packet.file);
    this.#number(packet.frame);
    this.#number(0);
    const time = this.#timeOf(packet);
    if (time >= 0 && time <= Number.MAX_SAFE_INTEGER) this.#number(time);
    else to.text(`${time},`);
    to.all(UDP);
    this.#number(this.#place(packet.source));
    this.#number(packet.sourcePort);
    this.#number(this.#place(packet.destination));
    this.#number(packet.destinationPort);
    if (status === null) this.#number(this.#placeOf(bytes, start, bytes.indexOf(BLANK, start)));
    else this.#number(this.#placeOf(bytes, bytes.lastIndexOf(BLANK, cseqEnd - 1) + 1, cseqEnd));
    this.#number(status ?? 0);
    this.#number(status === null ? 0 : this.#placeOf(bytes, start + REASON, headers.startLineEnd));
    this.#number(callId < 0 ? 0 : this.#placeOf(bytes, headers.valueStart(callId), headers.valueEnd(callId)));
    to.all(ESP);
    this.#number(sa.spi);
    this.#number(packet.sequence);
    this.#number(sa.set.id);
    to.all(this.#ending(sa.name));
  }

  /** The end of the row of a message inside this SA. */
  #ending(sa: SaName): Uint8Array {
    let ending = this.#endings.get(sa);
    if (ending === undefined) {
      ending = utf8(`${jsonInScript(sa)},"good"],0,0]`);
      this.#endings.set(sa, ending);
    }
    return ending;
  }

  /** A number, and a comma behind it. */
  #number(value: number): void {
    this.#rows.number(value);
    this.#rows.octet(COMMA);
  }

  /** Nanoseconds since the first frame. */
  #timeOf({ seconds, nanoseconds }: Moment): number {
    return (seconds - this.#start.seconds) * 1e9 + nanoseconds - this.#start.nanoseconds;
  }

  /** The index of an ASCII text. */
  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#place(this.#kept.of(bytes, start, end));
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
const AUTHORIZATION = sipNameNumber('authorization');
const PROXY_AUTHORIZATION = sipNameNumber('proxy-authorization');
const CSEQ = sipNameNumber('cseq');
const CALL_ID = sipNameNumber('call-id');
const BLANK = 0x20;
const BETWEEN = utf8('","');
const UDP = utf8('"udp",');
const ESP = utf8('0,[');
const COMMA = 0x2c;
const BRACKET = 0x5b;
/** Where the reason phrase is in a response: `SIP/2.0 200 OK`. */
const REASON = 12;
/** Strings remembered so that each is written once: equal ones usually come close together. */
const STRINGS_REMEMBERED = 16_384;

function espColumns({ spi, sequence, sa, icv }: Protection): EspColumns {
  return [spi, sequence, sa?.set.id ?? 0, sa?.name ?? 'unknown', icv];
}

/** The private identity, if the message has one. */
function usernameOf(message: SipMessage): string {
  return answersIn(message).find(({ username }) => username !== null)?.username ?? '';
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
