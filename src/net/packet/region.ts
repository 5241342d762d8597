/**
 * The stretch of a buffer that the next layer may read: one record that each layer narrows in place.
 * Offsets are those of `bytes`.
 */
export class Region {
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Bytes that followed `end` on the wire but were not captured (snap length). */
  missing = 0;

  /** Makes the region `start` to `end` of `bytes`. */
  set(bytes: Uint8Array, start: number, end: number, missing: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.missing = missing;
  }

  /** Captured bytes. */
  get length(): number {
    return this.end - this.start;
  }

  /**
   * Ends the region `length` bytes after its start, by a length field; the rest is padding. Returns false if the field
   * exceeds the bytes on the wire; `missing` is then the excess.
   */
  limit(length: number): boolean {
    const beyond = this.start + length - this.end;
    if (beyond <= 0) {
      this.end += beyond;
      this.missing = 0;
      return true;
    }
    const honest = beyond <= this.missing;
    this.missing = beyond;
    return honest;
  }
}

/** Why a header is unreadable, or a length field wrong. Created only for damaged packets. */
export interface Fault {
  /** Code of the Issue. */
  readonly code: string;
  readonly layer: 'link' | 'network' | 'transport' | 'esp';
  readonly message: string;
}

const EMPTY = new Uint8Array(0);
