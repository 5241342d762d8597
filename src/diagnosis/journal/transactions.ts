import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { SipMessage } from '../../sip/message.ts';
import { TransactionScan } from '../../sip/scan/transaction-scan.ts';

/** Call-ID and CSeq in the octets of a message. */
interface Place {
  readonly bytes: Uint8Array;
  readonly callIdStart: number;
  readonly callIdEnd: number;
  readonly number: number;
  readonly methodStart: number;
  readonly methodEnd: number;
}

/** Numbers for transactions: all messages with the same Call-ID and CSeq have the same. */
export class Transactions {
  /** By number. */
  readonly #places: Place[] = [];
  readonly #hashes: number[] = [];
  /** Numbers plus 1 by their hash, the next free place if that is taken; 0 is free. A power of two. */
  #table = new Int32Array(SMALLEST);
  readonly #scan = new TransactionScan();

  /**
   * The number of the message at `start` with its body at `bodyStart`; null if it has no readable CSeq, and for ACK,
   * which has no response. The octets must not change any more.
   */
  numberOf(bytes: Uint8Array, start: number, bodyStart: number): number | null {
    const scan = this.#scan;
    if (!scan.run(bytes, start, bodyStart)) return this.#numberByText(bytes.subarray(start, bodyStart));
    if (isAck(bytes, scan.methodStart, scan.methodEnd)) return null;
    const { callIdStart, callIdEnd, number, methodStart, methodEnd } = scan;
    return this.#number(bytes, callIdStart, callIdEnd, number, methodStart, methodEnd);
  }

  #numberByText(head: Uint8Array): number | null {
    const { callId, cseq } = new SipMessage(head, head.length);
    if (cseq === null || cseq.method === 'ACK') return null;
    // No Call-ID holds a line end.
    const text = callId ?? '\n';
    const bytes = fromLatin1(text + cseq.method);
    return this.#number(bytes, 0, text.length, cseq.number, text.length, bytes.length);
  }

  #number(
    bytes: Uint8Array,
    callIdStart: number,
    callIdEnd: number,
    number: number,
    methodStart: number,
    methodEnd: number,
  ): number {
    const callId = hashBytes(hashNumber(hashStart(), number), bytes, callIdStart, callIdEnd);
    const hash = hashBytes(callId, bytes, methodStart, methodEnd);
    let slot = hash & (this.#table.length - 1);
    for (let taken = this.#table[slot]; taken !== 0; taken = this.#table[slot]) {
      const known = (taken as number) - 1;
      const place = this.#places[known] as Place;
      if (
        this.#hashes[known] === hash &&
        place.number === number &&
        isSame(place.bytes, place.callIdStart, place.callIdEnd, bytes, callIdStart, callIdEnd) &&
        isSame(place.bytes, place.methodStart, place.methodEnd, bytes, methodStart, methodEnd)
      )
        return known;
      slot = (slot + 1) & (this.#table.length - 1);
    }
    const found = this.#places.length;
    this.#places.push({ bytes, callIdStart, callIdEnd, number, methodStart, methodEnd });
    this.#hashes.push(hash);
    this.#table[slot] = found + 1;
    if (2 * this.#places.length > this.#table.length) this.#grow();
    return found;
  }

  #grow(): void {
    const table = new Int32Array(4 * this.#table.length);
    for (const [number, hash] of this.#hashes.entries()) {
      let slot = hash & (table.length - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = number + 1;
    }
    this.#table = table;
  }
}

const SMALLEST = 256;

function isSame(
  one: Uint8Array,
  oneStart: number,
  oneEnd: number,
  other: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  const length = oneEnd - oneStart;
  return length === otherEnd - otherStart && equalBytes(one, oneStart, other, otherStart, length);
}

function isAck(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 3 && bytes[start] === 0x41 && bytes[start + 1] === 0x43 && bytes[start + 2] === 0x4b;
}
