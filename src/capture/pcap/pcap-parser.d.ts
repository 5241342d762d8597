/** The part of `pcap-parser` 0.2 that the classic pcap reader uses; the package brings no types. */
declare module 'pcap-parser' {
  import type { Buffer } from 'node:buffer';
  import type { EventEmitter } from 'node:events';

  /** One record header. The parser reads `capturedLength` again after the event, to know where the data ends. */
  export interface PacketHeader {
    timestampSeconds: number;
    /** The second timestamp word as it stands in the file, whatever its unit. */
    timestampMicroseconds: number;
    capturedLength: number;
    originalLength: number;
  }

  export interface Parser {
    /** Bytes that it has been given and not used; null before the first. */
    readonly buffer: Buffer | null;
    on(event: 'packetHeader', listener: (header: PacketHeader) => void): this;
    on(event: 'packetData', listener: (data: Buffer) => void): this;
  }

  /** What the parser asks of its input: `data` events, and these two calls. */
  export interface Source extends EventEmitter {
    pause(): void;
    resume(): void;
  }

  export function parse(source: Source): Parser;
}
