import type { CaptureRecord } from '../model/capture.ts';

/** Reads one capture file from chunks of any size. It never throws on the bytes of a file. */
export interface CaptureReader {
  /**
   * Feeds the next bytes of the file and gives the frames that became complete, in file order. Their data are
   * views, perhaps on `chunk`: they hold until the caller changes that chunk.
   */
  push(chunk: Uint8Array): CaptureRecord[];
  /** No more bytes: reports an empty or cut file as an Issue. Gives frames that were still held back. */
  end(): CaptureRecord[];
  /** True once the reader cannot go on (foreign file, corrupt length): the caller may stop reading. */
  readonly stopped: boolean;
  /** `unknown` until the first four bytes have been seen, and for ever in a foreign file. */
  readonly format: 'unknown' | 'pcap' | 'pcapng' | 'snoop';
}
