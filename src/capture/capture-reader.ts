import type { CaptureRecord } from '../model/capture.ts';
import type { FrameRows } from './frame-rows.ts';

/** Reads one capture file from chunks of any size. It never throws on the bytes of a file. */
export interface CaptureReader {
  /**
   * Takes the next bytes of the file and returns the frames that became complete, in file order. Their data are
   * views, perhaps on `chunk`: they stay valid until the caller changes that chunk.
   *
   * @param rows takes the frames instead, plain ones without a record; it is empty and has no frames of another chunk.
   */
  push(chunk: Uint8Array, rows?: FrameRows | null): CaptureRecord[];
  /** The file ends: reports an empty or cut file as an Issue, and returns the frames that were held back. */
  end(): CaptureRecord[];
  /** True once the reader cannot go on (foreign file, corrupt length): the caller may stop reading. */
  readonly stopped: boolean;
  /** `unknown` before the first four bytes, and in a file of another format. */
  readonly format: 'unknown' | 'pcap' | 'pcapng' | 'snoop';
}
