import type { Wrapper } from '../../model/origin.ts';
import type { IcvVerdict, Protection } from '../../model/protection.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { SipMessage, type SipProblem, statusAt } from '../../sip/message.ts';
import type { SipNote } from './notes.ts';
import type { Transactions } from './transactions.ts';

/** A message that is to be kept: one record for all, refilled for each. */
export class HeardSip {
  transport: SipNote['transport'] = 'udp';
  source = '';
  sourcePort = 0;
  destination = '';
  destinationPort = 0;
  file = 0;
  frame = 0;
  seconds = 0;
  nanoseconds = 0;
  wrapper: Wrapper | null | undefined = null;
  /** The ESP packet around it; null if it is unprotected. */
  icv: IcvVerdict | null = null;
  sa: SecurityAssociation | null = null;
  spi = 0;
  sequence = 0;
  tunnel = false;
  /** The octets to be kept are `bytes` from `start` to `end`; the body begins at `body`. */
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  body = 0;
  end = 0;
  problem: SipProblem | null = null;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Notes of SIP messages, bounded in octets; the oldest go first. They are columns of numbers and one stretch of octets;
 * their objects are made when a rule asks for them.
 */
export class SipNotes {
  readonly #capacity: number;
  readonly #transactions: Transactions;
  #pages: Page[] = [];
  #bytes = 0;
  #length = 0;
  #notes: readonly SipNote[] | null = null;
  evicted = 0;

  /** @param capacity octets of the messages, with a rough cost of each note. */
  constructor(capacity: number, transactions: Transactions) {
    this.#capacity = capacity;
    this.#transactions = transactions;
  }

  /** The notes, oldest first. */
  get notes(): readonly SipNote[] {
    this.#notes ??= this.#pages.flatMap(page => page.notes(this.#transactions));
    return this.#notes;
  }

  /** Copies the message. */
  add(message: HeardSip): void {
    const length = message.end - message.start;
    let page = this.#pages.at(-1);
    if (page === undefined || !page.hasRoom(length)) {
      page = new Page(Math.max(PAGE_BYTES, length));
      this.#pages.push(page);
    }
    page.add(message);
    this.#notes = null;
    this.#length++;
    this.#bytes += length + NOTE_BYTES;
    while (this.#bytes > this.#capacity && this.#length > 1) this.#dropOldest();
  }

  #dropOldest(): void {
    const [page] = this.#pages as [Page];
    this.#bytes -= page.dropOldest() + NOTE_BYTES;
    this.#length--;
    this.evicted++;
    if (page.isEmpty) this.#pages.shift();
  }
}

/** Rough cost of a note without its message. */
const NOTE_BYTES = 400;
/** Octets and notes of a page: a page is given up as a whole. */
const PAGE_BYTES = 0x10000;
const PAGE_NOTES = 128;

/** Columns of numbers. */
const FILE = 0;
const FRAME = 1;
const SECONDS = 2;
const NANOSECONDS = 3;
const SOURCE_PORT = 4;
const DESTINATION_PORT = 5;
const START = 6;
const END = 7;
const BODY_START = 8;
const SPI = 9;
const SEQUENCE = 10;
/** Index in ICVS; NONE if the message is unprotected. */
const ICV = 11;
const TUNNEL = 12;
const NUMBERS = 13;

const NONE = -1;
const ICVS: readonly IcvVerdict[] = ['good', 'bad', 'unchecked'];

/** A few notes, one after the other. */
class Page {
  readonly bytes: Uint8Array;
  readonly numbers = new Float64Array(NUMBERS * PAGE_NOTES);
  readonly sources: string[] = [];
  readonly destinations: string[] = [];
  readonly transports: SipNote['transport'][] = [];
  readonly wrappers: (Wrapper | null | undefined)[] = [];
  readonly problems: (SipProblem | null)[] = [];
  readonly sas: (SecurityAssociation | null)[] = [];
  #used = 0;
  #oldest = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  get isEmpty(): boolean {
    return this.#oldest === this.sources.length;
  }

  hasRoom(length: number): boolean {
    return this.sources.length < PAGE_NOTES && this.#used + length <= this.bytes.length;
  }

  add(message: HeardSip): void {
    const { numbers } = this;
    const at = NUMBERS * this.sources.length;
    numbers[at + FILE] = message.file;
    numbers[at + FRAME] = message.frame;
    numbers[at + SECONDS] = message.seconds;
    numbers[at + NANOSECONDS] = message.nanoseconds;
    numbers[at + SOURCE_PORT] = message.sourcePort;
    numbers[at + DESTINATION_PORT] = message.destinationPort;
    numbers[at + START] = this.#used;
    numbers[at + BODY_START] = message.body - message.start;
    this.bytes.set(message.bytes.subarray(message.start, message.end), this.#used);
    this.#used += message.end - message.start;
    numbers[at + END] = this.#used;
    numbers[at + ICV] = message.icv === null ? NONE : ICVS.indexOf(message.icv);
    numbers[at + SPI] = message.spi;
    numbers[at + SEQUENCE] = message.sequence;
    numbers[at + TUNNEL] = message.tunnel ? 1 : 0;
    this.sas.push(message.sa);
    this.sources.push(message.source);
    this.destinations.push(message.destination);
    this.transports.push(message.transport);
    this.wrappers.push(message.wrapper);
    this.problems.push(message.problem);
  }

  /** Gives up the oldest note; returns the octets of its message. */
  dropOldest(): number {
    const at = NUMBERS * this.#oldest++;
    return (this.numbers[at + END] as number) - (this.numbers[at + START] as number);
  }

  notes(transactions: Transactions): SipNote[] {
    const notes: SipNote[] = [];
    for (let i = this.#oldest; i < this.sources.length; i++) notes.push(new PagedNote(this, i, transactions));
    return notes;
  }
}

/** A note in a page. */
class PagedNote implements SipNote {
  readonly #page: Page;
  readonly #index: number;
  readonly #transactions: Transactions;
  #message: SipMessage | null = null;
  #transaction: number | null | undefined = undefined;

  constructor(page: Page, index: number, transactions: Transactions) {
    this.#page = page;
    this.#index = index;
    this.#transactions = transactions;
  }

  get message(): SipMessage {
    const start = this.#number(START);
    this.#message ??= new SipMessage(
      this.#page.bytes.subarray(start, this.#number(END)),
      this.#number(BODY_START),
      this.#page.problems[this.#index] as SipProblem | null,
    );
    return this.#message;
  }

  get status(): number | null {
    return statusAt(this.#page.bytes, this.#number(START));
  }

  get transaction(): number | null {
    if (this.#transaction === undefined) {
      const start = this.#number(START);
      this.#transaction = this.#transactions.numberOf(
        this.#page.bytes,
        start,
        start + this.#number(BODY_START),
      );
    }
    return this.#transaction;
  }

  get transport(): SipNote['transport'] {
    return this.#page.transports[this.#index] as SipNote['transport'];
  }

  get source(): string {
    return this.#page.sources[this.#index] as string;
  }

  get sourcePort(): number {
    return this.#number(SOURCE_PORT);
  }

  get destination(): string {
    return this.#page.destinations[this.#index] as string;
  }

  get destinationPort(): number {
    return this.#number(DESTINATION_PORT);
  }

  get file(): number {
    return this.#number(FILE);
  }

  get frame(): number {
    return this.#number(FRAME);
  }

  get seconds(): number {
    return this.#number(SECONDS);
  }

  get nanoseconds(): number {
    return this.#number(NANOSECONDS);
  }

  get wrapper(): Wrapper | null | undefined {
    return this.#page.wrappers[this.#index];
  }

  get protection(): Protection | null {
    const icv = this.#number(ICV);
    if (icv === NONE) return null;
    return {
      spi: this.#number(SPI),
      sequence: this.#number(SEQUENCE),
      icv: ICVS[icv] as IcvVerdict,
      sa: this.#page.sas[this.#index] as SecurityAssociation | null,
      tunnel: this.#number(TUNNEL) === 1,
    };
  }

  #number(column: number): number {
    return this.#page.numbers[NUMBERS * this.#index + column] as number;
  }
}
