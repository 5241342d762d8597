/** One frame of a capture file. `data` is a view: copy it if it must outlive the batch. */
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
  /** The interface; the same object for all its frames. Absent if only the link type is known. */
  readonly source?: CaptureInterface;
  /** The options of a pcapng packet block, unparsed; absent without options. A view, like `data`. */
  readonly options?: Uint8Array | undefined;
}

/** One option of a pcapng block; numbers in `value` are always little-endian. */
export interface CaptureOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** A capture interface, from its description in the file. */
export interface CaptureInterface {
  /** LINKTYPE_ value. */
  readonly linkType: number;
  /** Most bytes captured of one frame; 0: no limit. */
  readonly snapLength: number;
  /** if_tsresol of pcapng: timestamps count 10^-n seconds, or 2^-n with the top bit set. */
  readonly resolution: number;
  /** Options of its Interface Description Block, without if_tsresol and if_tsoffset. */
  readonly options: readonly CaptureOption[];
  /** The section that it belongs to; null for formats without sections. */
  readonly section: CaptureSection | null;
}

/** A section of a pcapng file. */
export interface CaptureSection {
  /** Byte order of the section, and so of `CaptureRecord.options`. */
  readonly bigEndian: boolean;
  /** Comments, hardware, operating system and application, from the Section Header Block. */
  readonly options: readonly CaptureOption[];
  /** The interfaces in the order of their numbers; later ones may still be added. */
  readonly interfaces: readonly CaptureInterface[];
}

/** A time of capture. */
export interface Moment {
  /** Whole seconds since 1970-01-01 UTC. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A frame among the input files. */
export interface FrameReference {
  readonly file: number;
  /** Frame number in that file, counted from 1. */
  readonly frame: number;
}
