import type { Origin } from '../../model/origin.ts';

/** Receives one direction of a TCP connection. Callbacks may not throw. */
export interface StreamConsumer {
  /**
   * The next bytes of the stream, in order (a view: copy what must be kept). `origin` is the segment that carried
   * them (copy its fields to keep them: it may be a reused Datagram).
   */
  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void;
  /**
   * `missing` bytes were not captured; what follows does not join what was before. `cut`: they are the rest of a
   * segment that the snap length cut.
   */
  gap(missing: number, origin: Origin, cut: boolean): void;
  /** The stream ended: FIN, RST, a new connection on the same ports, end of capture, or eviction. */
  end(): void;
  /** Bytes at the end of what came that wait for the rest of a message; -1 once nothing is read any more. */
  readonly unfinished?: number;
  /**
   * A parser for another reading of the same stream; `midstream`: where a message begins is not known. It gives out
   * what the gate takes, and reports nothing. Null, or absent: no copies of segments are of interest.
   */
  reread?(midstream: boolean, gate: ReadingGate): StreamConsumer | null;
}

/** Asked for each thing that another reading finds: is it wanted? */
export interface ReadingGate {
  takes(): boolean;
}
