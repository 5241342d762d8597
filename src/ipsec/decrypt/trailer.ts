import { readU8 } from '../../bytes/read.ts';

/** The end of an ESP plaintext: padding, pad length, next header (RFC 4303 §2.4 to §2.6). A reused record. */
export class Trailer {
  /** End of the payload and start of the padding. */
  payloadEnd = 0;
  nextHeader = 0;
  /** Is the padding 1, 2, 3, …, the default of RFC 4303? */
  monotone = false;

  /** Reads the trailer at the end of `bytes` from `start` to `end`; false if the pad length does not fit. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 2) return false;
    const padLength = readU8(bytes, end - 2);
    this.payloadEnd = end - 2 - padLength;
    if (this.payloadEnd < start) return false;
    this.nextHeader = readU8(bytes, end - 1);
    this.monotone = true;
    for (let i = 0; i < padLength; i++)
      if (bytes[this.payloadEnd + i] !== i + 1) {
        this.monotone = false;
        break;
      }
    return true;
  }
}
