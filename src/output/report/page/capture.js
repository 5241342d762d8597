/** @import { ArrowFacts, CoreMessageFacts, FramePair, LadderFacts, MessageBlock, RegistrationFacts, ReportFacts, SaFacts, SubscriberFacts } from '../report-data.ts' */

/**
 * One message as it is listed. `esp` is null if unprotected; `username` is the private identity where the message says
 * it; `time` is in nanoseconds since the first frame.
 *
 * @typedef {object} Message
 * @property {number} index
 * @property {number} file
 * @property {number} frame
 * @property {readonly number[]} frames
 * @property {number} time
 * @property {string} transport
 * @property {string} source
 * @property {number} sourcePort
 * @property {string} destination
 * @property {number} destinationPort
 * @property {string} method of a response that of its CSeq
 * @property {number} status 0 for a request
 * @property {string} reason
 * @property {string} callId
 * @property {string} username
 * @property {{ spi: number, sequence: number, set: number, sa: string, icv: string } | null} esp
 * @property {boolean} cut
 * @property {boolean} otherReading of a TCP stream with other bytes at the same sequence numbers before
 */

/** The data of the page. Texts and ladders, its largest parts, are read only when needed. */
export class Capture {
  /** @type {Message[]} */
  messages = [];
  /** @type {RegistrationFacts[]} */
  registrations = [];
  /** @type {SaFacts[]} */
  sas = [];
  /** Messages that are not SIP. Wherever a message is meant by its index, theirs follow those of SIP. */
  /** @type {CoreMessageFacts[]} */
  core = [];
  /** @type {ReportFacts} */
  facts;
  /** The element with the texts of a block, and the index of its first message. */
  /** @type {{ first: number, source: Element }[]} */
  #texts = [];
  /** The last block that was read. */
  /** @type {{ block: number, texts: readonly string[] } | null} */
  #read = null;
  /** @type {Map<string, number> | null} */
  #byFrame = null;
  /** @type {Map<string, readonly number[]> | null} */
  #byCallId = null;

  #page;
  /** @type {LadderFacts[] | null} */
  #ladders = null;
  /** @type {SubscriberFacts[] | null} */
  #subscribers = null;

  /** @param {Document} page */
  constructor(page) {
    this.#page = page;
    /** @type {string[]} */
    const strings = [''];
    const texts = page.querySelectorAll('script.texts');
    for (const [i, block] of page.querySelectorAll('script.messages').entries()) {
      this.#texts.push({ first: this.messages.length, source: /** @type {Element} */ (texts[i]) });
      this.#addMessages(parsed(block), strings);
    }
    for (const block of page.querySelectorAll('script.registrations'))
      this.registrations = this.registrations.concat(parsed(block));
    for (const block of page.querySelectorAll('script.sas')) this.sas = this.sas.concat(parsed(block));
    for (const block of page.querySelectorAll('script.core')) this.core = this.core.concat(parsed(block));
    this.facts = parsed(/** @type {Element} */ (page.querySelector('script.facts')));
  }

  /**
   * The message as on the wire, without keys.
   *
   * @param {number} index
   */
  text(index) {
    const block = this.#texts.findLastIndex(({ first }) => first <= index);
    return this.#blockTexts(block)[index - (this.#texts[block]?.first ?? 0)] ?? '';
  }

  /** Number of blocks of texts. */
  get blocks() {
    return this.#texts.length;
  }

  /**
   * All texts of a block, with the index of the first message; they are not kept.
   *
   * @param {number} block
   * @returns {{ first: number, texts: readonly string[] }}
   */
  block(block) {
    const { first, source } = /** @type {{ first: number, source: Element }} */ (this.#texts[block]);
    return { first, texts: this.#read?.block === block ? this.#read.texts : parsed(source) };
  }

  /**
   * The first message in a frame, or null; one that is not SIP if there is no other.
   *
   * @param {FramePair} frame
   */
  messageIn([file, frame]) {
    if (this.#byFrame === null) {
      this.#byFrame = framesOf(this.messages, 0, new Map());
      framesOf(this.core, this.messages.length, this.#byFrame);
    }
    return this.#byFrame.get(`${file} ${frame}`) ?? null;
  }

  /**
   * The message that is not SIP with this index; null for one of SIP.
   *
   * @param {number} index
   */
  coreAt(index) {
    return this.core[index - this.messages.length] ?? null;
  }

  /**
   * The index of the message of an arrow; null for one that cannot be opened.
   *
   * @param {ArrowFacts[0]} what
   */
  indexOf(what) {
    if (typeof what === 'number') return what;
    return what[3] === null ? null : this.messages.length + what[3];
  }

  /** What is known of subscribers, read when first needed. */
  get subscribers() {
    this.#subscribers ??= [...this.#page.querySelectorAll('script.subscribers')].flatMap(parsed);
    return this.#subscribers;
  }

  /** The ladders, read when first needed. */
  get ladders() {
    this.#ladders ??= [...this.#page.querySelectorAll('script.ladders')].flatMap(parsed);
    return this.#ladders;
  }

  /** The messages by Call-ID, in the order of the first message of each. */
  get calls() {
    this.#byCallId ??= callsOf(this.messages);
    return this.#byCallId;
  }

  /**
   * The text of a frame; it names the file if there are several.
   *
   * @param {FramePair} frame
   */
  frameText([file, frame]) {
    return `${this.facts.labels[file] ?? ''}${frame}`;
  }

  /** @param {number} block */
  #blockTexts(block) {
    if (this.#read?.block !== block) this.#read = { block, texts: this.block(block).texts };
    return this.#read.texts;
  }

  /**
   * @param {MessageBlock} block
   * @param {string[]} strings
   */
  #addMessages({ strings: further, rows }, strings) {
    for (const text of further) strings.push(text);
    /** @param {number} place */
    const text = place => strings[place] ?? '';
    for (const row of rows) {
      const esp = row[14];
      this.messages.push({
        index: this.messages.length,
        file: row[0],
        frame: row[1],
        frames: row[2] === 0 ? [row[1]] : row[2],
        time: row[3],
        transport: row[4],
        source: text(row[5]),
        sourcePort: row[6],
        destination: text(row[7]),
        destinationPort: row[8],
        method: text(row[9]),
        status: row[10],
        reason: text(row[11]),
        callId: text(row[12]),
        username: text(row[13]),
        esp: esp === 0 ? null : { spi: esp[0], sequence: esp[1], set: esp[2], sa: esp[3], icv: esp[4] },
        cut: row[15] === 1,
        otherReading: row[16] === 1,
      });
    }
  }
}

/**
 * The last part of a path.
 *
 * @param {string} path
 */
export function baseName(path) {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** @param {Element} block */
function parsed(block) {
  return JSON.parse(block.textContent ?? '');
}

/**
 * @param {readonly { file: number, frames: readonly number[] }[]} messages
 * @param {number} first index of the first of them
 * @param {Map<string, number>} byFrame
 */
function framesOf(messages, first, byFrame) {
  for (const [place, { file, frames }] of messages.entries())
    for (const frame of frames) {
      const key = `${file} ${frame}`;
      if (!byFrame.has(key)) byFrame.set(key, first + place);
    }
  return byFrame;
}

/** @param {readonly Message[]} messages */
function callsOf(messages) {
  /** @type {Map<string, number[]>} */
  const calls = new Map();
  for (const { index, callId } of messages) {
    const same = calls.get(callId);
    if (same === undefined) calls.set(callId, [index]);
    else same.push(index);
  }
  return calls;
}
