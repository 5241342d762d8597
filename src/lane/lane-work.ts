import { readU16 } from '../bytes/read.ts';
import { type CbcDecryptor, MAC_ICV_LENGTH } from '../ipsec/crypto/engine.ts';
import { ESP_HEADER_LENGTH, TRAILER_LENGTH } from '../ipsec/crypto/packet-protection.ts';
import { UDP_HEADER_LENGTH } from '../net/ip/transport.ts';
import { PROTOCOL } from '../net/packet/datagram.ts';
import {
  CIPHERS,
  CONTROL,
  FIELD_COUNT,
  KEY_PLACE,
  type LaneMemory,
  ROW,
  ROW_WORDS,
  RUN_COUNT,
  type SlotPlaces,
  VERDICT,
} from './lane-memory.ts';
import {
  type LaneWasm,
  MAC_ROW,
  MAC_ROW_WORDS,
  SIP_ROW,
  SIP_ROW_WORDS,
  SIP_TABLE,
  UNSURE,
} from './wasm/lane-wasm.ts';
import { sipNameNumber } from './wasm/sip-names.ts';

const NONE = -1;
/** Most header fields of a message that the lane reads: real ones have some thirty, and tables take room. */
const FIELDS = 128;
/** Base64 digits of a key of 16 octets without its padding. */
export const LONG_RUN = 22;
/** Most such runs in a message of the lane: identifiers have some; with more it is left to the analyser. */
const RUNS = 32;
const CSEQ = sipNameNumber('cseq');
const REGISTER = [...'REGISTER'].map(letter => letter.charCodeAt(0));

/** The part of a crypto engine that the lane needs. */
export interface LaneCipher {
  cbc(algorithm: 'aes-cbc' | 'des-ede3-cbc', key: Uint8Array): CbcDecryptor;
}

/** Verifies and decrypts the packets of slots, in any thread. Everything that it reads and writes is in the memory. */
export class LaneWork {
  readonly #memory: LaneMemory;
  readonly #wasm: LaneWasm;
  readonly #engine: LaneCipher;
  /** By key; made at first use. */
  readonly #decryptors: (CbcDecryptor | undefined)[] = [];
  /** By key, its first and last row in the slot. */
  #first = new Int32Array(256).fill(NONE);
  #last = new Int32Array(256);
  /** The keys with rows in the slot. */
  readonly #touched: number[] = [];

  constructor(memory: LaneMemory, wasm: LaneWasm, engine: LaneCipher) {
    this.#memory = memory;
    this.#wasm = wasm;
    this.#engine = engine;
  }

  run(slot: SlotPlaces): void {
    const rows = this.#memory.words[CONTROL.rows + slot.index] as number;
    if (rows === 0) return;
    this.#verify(slot, rows);
    this.#decrypt(slot);
    this.#read(slot, rows);
  }

  /** Checks all ICVs, four at a time, and notes the rows of each key. */
  #verify(slot: SlotPlaces, rows: number): void {
    const { words } = this.#memory;
    let sha1 = 0;
    let md5 = 0;
    let at = slot.rows >> 2;
    for (let row = 0; row < rows; row++, at += ROW_WORDS) {
      const key = words[at + ROW.key] as number;
      const address = this.#memory.key(key);
      const isMd5 = words[(address + KEY_PLACE.isMd5) >> 2] === 1;
      const mac = isMd5
        ? (slot.md5Rows >> 2) + MAC_ROW_WORDS * md5++
        : (slot.sha1Rows >> 2) + MAC_ROW_WORDS * sha1++;
      const start = words[at + ROW.start] as number;
      words[mac + MAC_ROW.start] = slot.chunk + start;
      words[mac + MAC_ROW.length] = (words[at + ROW.end] as number) - MAC_ICV_LENGTH - start;
      words[mac + MAC_ROW.states] = address + KEY_PLACE.states;
      words[mac + MAC_ROW.verdict] = 0;
      words[at + ROW.mac] = mac;
      this.#chain(key, at);
    }
    if (sha1 > 0) this.#wasm.verify('hmac-sha-1-96', slot.sha1Rows, sha1);
    if (md5 > 0) this.#wasm.verify('hmac-md5-96', slot.md5Rows, md5);
  }

  /** Adds the row at a word to those of its key. */
  #chain(key: number, at: number): void {
    const { words } = this.#memory;
    if (key >= this.#first.length) this.#grow(2 * key);
    words[at + ROW.next] = NONE;
    if (this.#first[key] === NONE) {
      this.#first[key] = at;
      this.#touched.push(key);
    } else words[(this.#last[key] as number) + ROW.next] = at;
    this.#last[key] = at;
  }

  #grow(size: number): void {
    const first = new Int32Array(size).fill(NONE);
    first.set(this.#first);
    this.#first = first;
    const last = new Int32Array(size);
    last.set(this.#last);
    this.#last = last;
  }

  /** Decrypts the packets of each key with one call: in CBC mode a block depends only on itself and the one before it. */
  #decrypt(slot: SlotPlaces): void {
    let to = 0;
    for (const key of this.#touched) {
      to = this.#decryptAll(slot, key, to);
      this.#first[key] = NONE;
    }
    this.#touched.length = 0;
  }

  /** Puts the packets of a key one after the other, from `from` of the plaintexts on, and decrypts them there. */
  #decryptAll(slot: SlotPlaces, key: number, from: number): number {
    const { words, octets } = this.#memory;
    const cipher = CIPHERS[words[(this.#memory.key(key) + KEY_PLACE.cipher) >> 2] as number] ?? CIPHERS[0];
    let to = from;
    for (let at = this.#first[key] as number; at !== NONE; at = words[at + ROW.next] as number) {
      const isGood = words[(words[at + ROW.mac] as number) + MAC_ROW.verdict] === 1;
      words[at + ROW.verdict] = isGood ? VERDICT.opened : VERDICT.bad;
      if (!isGood) continue;
      const start = (words[at + ROW.start] as number) + ESP_HEADER_LENGTH;
      const end = (words[at + ROW.end] as number) - MAC_ICV_LENGTH;
      octets.copyWithin(slot.plain + to, slot.chunk + start, slot.chunk + end);
      words[at + ROW.plain] = to + cipher.block;
      to += end - start;
      words[at + ROW.plainEnd] = to;
    }
    if (cipher.name === 'null' || to === from) return to;
    const run = this.#decryptorOf(key, cipher).decrypt(octets, slot.plain + from, slot.plain + to);
    if (run !== null) octets.set(run, slot.plain + from);
    return to;
  }

  /** Reads the plaintexts that are one UDP datagram with one SIP message. */
  #read(slot: SlotPlaces, rows: number): void {
    const { words } = this.#memory;
    let table = slot.tables;
    let at = slot.rows >> 2;
    for (let row = 0; row < rows; row++, at += ROW_WORDS) {
      words[at + ROW.messageEnd] = 0;
      if (words[at + ROW.verdict] !== VERDICT.opened) continue;
      const start = slot.plain + (words[at + ROW.plain] as number);
      const end = this.#udpEnd(start, slot.plain + (words[at + ROW.plainEnd] as number));
      if (end === 0) continue;
      const length = end - start - UDP_HEADER_LENGTH;
      const capacity = Math.min(FIELDS, (slot.tablesEnd - table - 4 * SIP_TABLE.rows - 8 * RUNS) >> 4);
      const fields =
        capacity < 1 ? UNSURE : this.#wasm.sipTable(start + UDP_HEADER_LENGTH, length, table, capacity);
      if (fields === UNSURE || this.#isOfRegister(table, fields)) continue;
      words[at + ROW.messageEnd] = end - slot.plain;
      words[at + ROW.table] = table;
      words[(table >> 2) + FIELD_COUNT] = fields;
      table += 4 * (SIP_TABLE.rows + SIP_ROW_WORDS * fields);
      table = this.#noteRuns(at, start + UDP_HEADER_LENGTH, length, table);
    }
  }

  /** Notes at `to` the runs of base64 digits in which a key may stand; returns the address after them. */
  #noteRuns(at: number, from: number, length: number, to: number): number {
    const { words } = this.#memory;
    const runs = this.#wasm.longRuns(from, length, LONG_RUN, to, RUNS);
    if (runs === UNSURE) {
      words[at + ROW.messageEnd] = 0;
      return to;
    }
    const isAscii = this.#wasm.isAscii(from, length);
    words[((words[at + ROW.table] as number) >> 2) + RUN_COUNT] = isAscii ? runs : ~runs;
    return to + 8 * runs;
  }

  /** Address of the end of the UDP datagram that is the whole plaintext but for its trailer; 0 if there is none. */
  #udpEnd(start: number, end: number): number {
    const { octets } = this.#memory;
    if (end - start < UDP_HEADER_LENGTH + TRAILER_LENGTH || octets[end - 1] !== PROTOCOL.UDP) return 0;
    const payloadEnd = end - TRAILER_LENGTH - (octets[end - TRAILER_LENGTH] as number);
    return start + readU16(octets, start + 4) === payloadEnd ? payloadEnd : 0;
  }

  /** Does the CSeq of a message name REGISTER? Whoever tracks registrations looks at such a message. */
  #isOfRegister(table: number, fields: number): boolean {
    const { words, octets } = this.#memory;
    for (let field = 0, row = (table >> 2) + SIP_TABLE.rows; field < fields; field++, row += SIP_ROW_WORDS) {
      if ((words[row + SIP_ROW.lengthAndNumber] as number) >> 16 !== CSEQ) continue;
      const end = words[row + SIP_ROW.valueEnd] as number;
      for (let i = 0; i < REGISTER.length; i++)
        if (octets[end - REGISTER.length + i] !== REGISTER[i]) return false;
      return true;
    }
    return true;
  }

  #decryptorOf(key: number, { name, keyLength }: Exclude<(typeof CIPHERS)[number], { name: 'null' }>) {
    let decryptor = this.#decryptors[key];
    if (decryptor === undefined) {
      const at = this.#memory.key(key) + KEY_PLACE.cipherKey;
      const own = this.#memory.octets.slice(at, at + keyLength);
      decryptor = this.#engine.cbc(name, own);
      own.fill(0);
      this.#decryptors[key] = decryptor;
    }
    return decryptor;
  }
}
