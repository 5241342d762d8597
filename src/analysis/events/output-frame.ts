import type { EspOutcome } from '../../ipsec/decrypt/esp-result.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { SaName } from '../../model/security-association.ts';

/** A captured frame for a decrypted capture. */
export interface OutputFrame {
  readonly record: CaptureRecord;
  /** The frame with its ESP decrypted; `record.data` itself if nothing was replaced. */
  readonly data: Uint8Array;
  /** Length on the wire in bytes; for a changed frame, its length with the decrypted content. */
  readonly originalLength: number;
  /**
   * The ESP packet of the frame, the ESP packet inside it, and so on; only the last can be one that was not decrypted.
   */
  readonly esp: readonly EspNote[];
  /** How the ESP was replaced; null if it was not. */
  readonly replacement: Replacement | null;
}

/** Changes to a frame besides the decrypted ESP. */
export interface Replacement {
  /** True if some headers around the innermost IP packet were dropped. */
  readonly outerDropped: boolean;
  /** True if the UDP or TCP checksum did not match the addresses and was corrected. */
  readonly checksumCorrected: boolean;
}

/** One ESP packet of a frame. */
export interface EspNote {
  readonly spi: number;
  readonly sequence: number;
  /** Never `duplicate`: such a packet is decrypted again. */
  readonly outcome: EspOutcome;
  /** True for a copy of an earlier packet. */
  readonly duplicate: boolean;
  /** Name of the SA that it belongs to; null without an agreement. */
  readonly sa: SaName | null;
  /** Null if it was not decrypted. */
  readonly icv: IcvVerdict | null;
  /** The algorithms that verified and decrypted it; null if no ICV was verified. */
  readonly suite: { readonly alg: string; readonly ealg: string } | null;
  /** True for tunnel mode, whose outer headers are removed. */
  readonly tunnel: boolean;
  /** The frames that carried it, if it was fragmented. */
  readonly frames: readonly number[] | null;
}
