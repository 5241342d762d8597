import type { EspOutcome } from '../../ipsec/decrypt/esp-result.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import type { SaName } from '../../model/security-association.ts';

/** A captured frame as it goes into a decrypted capture. */
export interface OutputFrame {
  readonly record: CaptureRecord;
  /** The frame with its ESP replaced by what it carried; `record.data` itself when nothing was replaced. */
  readonly data: Uint8Array;
  /** Length on the wire in bytes; of a frame that was replaced, what it would have been. */
  readonly originalLength: number;
  /** The ESP packet of the frame, the one in that, and so on; only the last can be one that was not opened. */
  readonly esp: readonly EspNote[];
  /** How the ESP was replaced; null when nothing was. */
  readonly replacement: Replacement | null;
}

/** What is worth knowing of a frame that has been changed. */
export interface Replacement {
  /** True when not all headers around the innermost IP packet could be kept. */
  readonly outerDropped: boolean;
  /** True when the checksum of UDP or TCP did not fit the addresses and was put right. */
  readonly checksumCorrected: boolean;
}

/** One ESP packet of a frame. */
export interface EspNote {
  readonly spi: number;
  readonly sequence: number;
  /** Never `duplicate`: such a packet is opened once more. */
  readonly outcome: EspOutcome;
  /** True for a further observation of a packet that was seen before. */
  readonly duplicate: boolean;
  /** Name of the SA that it belongs to; null without an agreement. */
  readonly sa: SaName | null;
  /** Null when it was not opened. */
  readonly icv: IcvVerdict | null;
  /** What verified and opened it; null when the ICV did not verify or was not judged. */
  readonly suite: { readonly alg: string; readonly ealg: string } | null;
  /** True for tunnel mode, whose outer headers are left out. */
  readonly tunnel: boolean;
  /** The frames that carried it, when it was fragmented. */
  readonly frames: readonly number[] | null;
}
