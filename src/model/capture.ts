/** One captured frame as a capture file holds it. `data` is a view: copy what must outlive the batch. */
export interface CaptureRecord {
  /** Index of the input file. */
  readonly file: number;
  /** Frame number in that file, counted from 1 as tshark does. */
  readonly frame: number;
  /** Time of capture, whole seconds since 1970-01-01 UTC (two numbers: no bigint on the hot path). */
  readonly seconds: number;
  /** Nanoseconds within the second, 0 to 999,999,999. */
  readonly nanoseconds: number;
  /** LINKTYPE_ value of the interface that captured it (tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** Interface number within the file (pcapng); 0 for classic pcap. */
  readonly interfaceId: number;
  /** Length of the frame on the wire in bytes; `data` is shorter when a snap length cut it. */
  readonly originalLength: number;
  /** The captured bytes of the frame. */
  readonly data: Uint8Array;
  /** Offset in the file at which the frame's bytes begin. */
  readonly offset: number;
}

/** A frame among the input files. */
export interface FrameReference {
  readonly file: number;
  /** Frame number in that file, counted from 1. */
  readonly frame: number;
}
