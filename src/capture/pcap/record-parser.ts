import { EventEmitter } from 'node:events';
import { type PacketHeader, type Parser, parse } from 'pcap-parser';

/** The input stream of `pcap-parser`: bytes are emitted as they come. */
class ChunkSource extends EventEmitter {
  pause(): void {}
  resume(): void {}
}

const NO_BYTES = new Uint8Array(0);

/** One run of the package `pcap-parser`, which gets bytes and returns records at once. */
export class RecordParser {
  readonly #source = new ChunkSource();
  readonly #parser: Parser;

  /** @param fileHeader the 24 bytes, with the magic number of microseconds: the package knows no other. */
  constructor(
    fileHeader: Uint8Array,
    onHeader: (header: PacketHeader) => void,
    onData: (data: Buffer) => void,
  ) {
    this.#parser = parse(this.#source);
    this.#parser.on('packetHeader', onHeader);
    this.#parser.on('packetData', onData);
    this.take(fileHeader);
  }

  /** The bytes that it got and has not used. */
  get left(): Uint8Array {
    return this.#parser.buffer ?? NO_BYTES;
  }

  /**
   * Gives it a chunk together with the bytes that it has left. By itself it would join them with the deprecated
   * `new Buffer` (DEP0005), which ends a run under `--throw-deprecation`.
   */
  take(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const left = this.#parser.buffer;
    this.#parser.buffer = null;
    this.#source.emit('data', left === null ? chunk : Buffer.concat([left, chunk]));
  }
}
