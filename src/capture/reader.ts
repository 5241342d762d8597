import { toHex } from '../bytes/hex.ts';
import { readU32 } from '../bytes/read.ts';
import type { CaptureRecord } from '../model/capture.ts';
import type { Report } from '../model/issue.ts';
import { plainView } from './byte-order.ts';
import type { CaptureReader } from './capture-reader.ts';
import { type CaptureLosses, DamageLog, noLosses } from './damage.ts';
import { nameForeignFormat, unpackingAdvice } from './foreign.ts';
import type { FrameRows } from './frame-rows.ts';
import { PcapReader } from './pcap/pcap.ts';
import { isPcapMagic } from './pcap/pcap-header.ts';
import { PcapngReader } from './pcapng/pcapng.ts';
import { BLOCK } from './pcapng/pcapng-blocks.ts';
import { RecordWatch } from './record-watch.ts';
import { SnoopReader } from './snoop/snoop.ts';
import { isSnoopMagic } from './snoop/snoop-header.ts';

const MAGIC_LENGTH = 4;

/**
 * Creates the reader for one file. The magic number decides the format, however small the first chunk is.
 *
 * @param file index of the input file, for its records and issues
 * @param report receives damage, cut files and unsupported formats
 * @param losses counts the losses from damage
 */
export function createCaptureReader(
  file: number,
  report: Report,
  losses: CaptureLosses = noLosses(),
): CaptureReader {
  return new SniffingReader(file, report, losses);
}

class SniffingReader implements CaptureReader {
  readonly #file: number;
  readonly #report: Report;
  readonly #losses: CaptureLosses;
  #start: Uint8Array = new Uint8Array(0);
  #reader: CaptureReader | null = null;
  #stopped = false;

  constructor(file: number, report: Report, losses: CaptureLosses) {
    this.#file = file;
    this.#report = report;
    this.#losses = losses;
  }

  get stopped(): boolean {
    return this.#reader === null ? this.#stopped : this.#reader.stopped;
  }

  get format(): CaptureReader['format'] {
    return this.#reader === null ? 'unknown' : this.#reader.format;
  }

  push(chunk: Uint8Array, rows: FrameRows | null = null): CaptureRecord[] {
    const bytes = plainView(chunk);
    if (this.#reader !== null) return this.#reader.push(bytes, rows);
    if (this.#stopped) return [];
    this.#start = this.#start.length === 0 ? bytes : concatenate(this.#start, bytes);
    if (this.#start.length < MAGIC_LENGTH) {
      this.#start = this.#start.slice();
      return [];
    }
    return this.#open(this.#start, rows);
  }

  end(): CaptureRecord[] {
    if (this.#reader !== null) return this.#reader.end();
    if (this.#stopped) return [];
    this.#stopped = true;
    const found = this.#start.length;
    if (found === 0) this.#problem('empty-file', 'expected a capture file, found no bytes');
    else this.#problem('truncated-file', `expected the 4 bytes of a magic number, found ${found}`);
    return [];
  }

  #open(start: Uint8Array, rows: FrameRows | null): CaptureRecord[] {
    this.#reader = this.#choose(start);
    this.#start = new Uint8Array(0);
    return this.#reader === null ? [] : this.#reader.push(start, rows);
  }

  #choose(start: Uint8Array): CaptureReader | null {
    const damage = new DamageLog(this.#file, this.#report, this.#losses);
    const watch = new RecordWatch(this.#report);
    if (isPcapMagic(start)) return new PcapReader(this.#file, damage, watch);
    if (readU32(start, 0) === BLOCK.SECTION_HEADER) return new PcapngReader(this.#file, damage, watch);
    if (isSnoopMagic(start)) return new SnoopReader(this.#file, damage, watch);
    this.#stopped = true;
    const found = `found ${toHex(start.subarray(0, MAGIC_LENGTH))}`;
    const name = nameForeignFormat(start);
    if (name === null)
      this.#problem('unknown-format', `expected the magic number of pcap, pcapng or snoop, ${found}`);
    else {
      const message = `expected pcap, pcapng or snoop, ${found}, which looks like ${name}${unpackingAdvice(name)}`;
      this.#problem('unsupported-format', message);
    }
    return null;
  }

  #problem(code: string, message: string): void {
    this.#report({ code, layer: 'input', damage: true, file: this.#file, frame: null, offset: 0, message });
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
