/** The part of `pcap-parser` 0.2 that the classic pcap reader uses; the package has no types. */
declare module 'pcap-parser' {
  import type { Buffer } from 'node:buffer';
  import type { EventEmitter } from 'node:events';

  /** One record header. After the event the parser reads `capturedLength` again to find the end of the data. */
  export interface PacketHeader {
    timestampSeconds: number;
    /** The second timestamp word, unchanged. */
    timestampMicroseconds: number;
    capturedLength: number;
    originalLength: number;
  }

  export interface Parser {
    /** Bytes that it got and has not used; null before the first. Set to null, it starts with the next chunk. */
    buffer: Buffer | null;
    on(event: 'packetHeader', listener: (header: PacketHeader) => void): this;
    on(event: 'packetData', listener: (data: Buffer) => void): this;
  }

  /** The parser needs `data` events and these two calls of its input. */
  export interface Source extends EventEmitter {
    pause(): void;
    resume(): void;
  }

  export function parse(source: Source): Parser;
}
