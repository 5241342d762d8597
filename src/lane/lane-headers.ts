import { FIELD_COUNT, RUN_COUNT } from './lane-memory.ts';
import { SIP_ROW, SIP_ROW_WORDS, SIP_TABLE } from './wasm/lane-wasm.ts';

/** Offsets of the header fields of a message in hand, from its table: one record, placed anew for each message. */
export class LaneHeaders {
  readonly #words: Int32Array;
  /** Word at which the table begins, and the address of the bytes in which the offsets are. */
  #table = 0;
  #base = 0;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  place(table: number, base: number): void {
    this.#table = table >> 2;
    this.#base = base;
  }

  /** Number of header fields. */
  get count(): number {
    return this.#words[this.#table + FIELD_COUNT] as number;
  }

  /** Offset of the CR that ends the start line. */
  get startLineEnd(): number {
    return (this.#words[this.#table + SIP_TABLE.startLineEnd] as number) - this.#base;
  }

  /** Offset of the body. */
  get body(): number {
    return (this.#words[this.#table + SIP_TABLE.body] as number) - this.#base;
  }

  /** Index of the first field with this number, see `sipNameNumber`; -1 if there is none. */
  find(number: number): number {
    const words = this.#words;
    const { count } = this;
    let row = this.#table + SIP_TABLE.rows + SIP_ROW.lengthAndNumber;
    for (let field = 0; field < count; field++, row += SIP_ROW_WORDS)
      if ((words[row] as number) >> 16 === number) return field;
    return -1;
  }

  nameStart(field: number): number {
    return this.#word(field, SIP_ROW.name) - this.#base;
  }

  nameEnd(field: number): number {
    return this.nameStart(field) + (this.#word(field, SIP_ROW.lengthAndNumber) & 0xffff);
  }

  /** Number of its name; 0 if it has none. */
  number(field: number): number {
    return this.#word(field, SIP_ROW.lengthAndNumber) >> 16;
  }

  /** The value without blanks around it. */
  valueStart(field: number): number {
    return this.#word(field, SIP_ROW.value) - this.#base;
  }

  valueEnd(field: number): number {
    return this.#word(field, SIP_ROW.valueEnd) - this.#base;
  }

  /** Number of the runs of LONG_RUN base64 digits or more in the message. */
  get runs(): number {
    const runs = this.#runs;
    return runs < 0 ? ~runs : runs;
  }

  /** Is every octet of the message below 128? */
  get isAscii(): boolean {
    return this.#runs >= 0;
  }

  runStart(run: number): number {
    return this.#runWord(2 * run) - this.#base;
  }

  runEnd(run: number): number {
    return this.#runWord(2 * run + 1) - this.#base;
  }

  get #runs(): number {
    return this.#words[this.#table + RUN_COUNT] as number;
  }

  #runWord(word: number): number {
    return this.#words[this.#table + SIP_TABLE.rows + SIP_ROW_WORDS * this.count + word] as number;
  }

  #word(field: number, place: number): number {
    return this.#words[this.#table + SIP_TABLE.rows + SIP_ROW_WORDS * field + place] as number;
  }
}
