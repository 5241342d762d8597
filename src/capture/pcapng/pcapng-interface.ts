import { readU8 } from '../../bytes/read.ts';
import type { CaptureInterface, CaptureOption, CaptureSection } from '../../model/capture.ts';
import { read16, read32 } from '../byte-order.ts';
import { INTERFACE_WORDS, OPTION, readOptions } from './pcapng-options.ts';

const END_OF_OPTIONS = OPTION.END;
const IF_TSRESOL = OPTION.INTERFACE_RESOLUTION;
const IF_TSOFFSET = OPTION.INTERFACE_TIME_OFFSET;
const OPTION_HEADER_LENGTH = 4;
const OPTIONS_START = 16;

/** Default of if_tsresol: 10^-6 seconds. */
const MICROSECONDS = 6;
const POWER_OF_TWO = 0x80;

/** Largest exponents with exact nanoseconds in double precision. */
const EXACT_DECIMAL_EXPONENT = 9;
const EXACT_BINARY_EXPONENT = 32;

/**
 * One Interface Description Block (draft-ietf-opsawg-pcapng §4.2). It also converts timestamps to seconds and
 * nanoseconds, in its own fields, so that no packet costs an object.
 */
export class PcapngInterface implements CaptureInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly resolution: number;
  options: readonly CaptureOption[] = [];
  section: CaptureSection | null = null;
  /** Time of the packet last given to `setTime`: seconds since 1970 and nanoseconds within the second. */
  seconds = 0;
  nanoseconds = 0;

  readonly #units: number;
  readonly #nanosecondsPerUnit: number;
  /** Units per second, if doubles would lose digits; otherwise null. */
  readonly #wideUnits: bigint | null;
  readonly #offsetSeconds: number;

  /**
   * @param resolution value of if_tsresol: units are 10^-n seconds, or 2^-n with the top bit set
   * @param offsetSeconds value of if_tsoffset
   */
  constructor(linkType: number, snapLength: number, resolution: number, offsetSeconds: number) {
    this.linkType = linkType;
    this.snapLength = snapLength;
    this.resolution = resolution;
    this.#offsetSeconds = offsetSeconds;
    const binary = (resolution & POWER_OF_TWO) !== 0;
    const exponent = resolution & ~POWER_OF_TWO;
    const exact = exponent <= (binary ? EXACT_BINARY_EXPONENT : EXACT_DECIMAL_EXPONENT);
    const base = binary ? 2 : 10;
    this.#units = base ** exponent;
    this.#nanosecondsPerUnit = 1e9 / this.#units;
    this.#wideUnits = exact ? null : BigInt(base) ** BigInt(exponent);
  }

  /** Sets `seconds` and `nanoseconds` from the two words of a timestamp; truncated to nanoseconds. */
  setTime(high: number, low: number): void {
    if (this.#wideUnits !== null) {
      this.#setWideTime(high, low, this.#wideUnits);
      return;
    }
    // Long division in steps of 16 bits: no intermediate value reaches 2^53.
    const units = this.#units;
    const first = Math.floor(high / units);
    const middle = (high - first * units) * 0x10000 + (low >>> 16);
    const second = Math.floor(middle / units);
    const last = (middle - second * units) * 0x10000 + (low & 0xffff);
    const third = Math.floor(last / units);
    this.seconds = first * 0x1_0000_0000 + second * 0x10000 + third + this.#offsetSeconds;
    this.nanoseconds = Math.floor((last - third * units) * this.#nanosecondsPerUnit);
  }

  /** For packets without a timestamp (Simple Packet Block): time 0. */
  clearTime(): void {
    this.seconds = 0;
    this.nanoseconds = 0;
  }

  #setWideTime(high: number, low: number, units: bigint): void {
    const time = (BigInt(high) << 32n) | BigInt(low);
    this.seconds = Number(time / units) + this.#offsetSeconds;
    this.nanoseconds = Number(((time % units) * 1_000_000_000n) / units);
  }
}

/** An interface and whether its options could be read. */
interface InterfaceDescription {
  readonly description: PcapngInterface;
  /** One line about an option that does not fit or has the wrong length; null without one. */
  readonly problem: string | null;
}

/**
 * Reads an Interface Description Block of at least 20 bytes. Unreadable options keep their defaults (microseconds, no
 * offset), with a `problem`.
 *
 * @param start offset of the block in `bytes`
 * @param length total length of the block
 */
export function readInterface(
  bytes: Uint8Array,
  start: number,
  length: number,
  bigEndian: boolean,
): InterfaceDescription {
  let resolution = MICROSECONDS;
  let offsetSeconds = 0;
  let problem: string | null = null;
  const end = start + length - 4;
  let at = start + OPTIONS_START;
  while (at + OPTION_HEADER_LENGTH <= end) {
    const code = read16(bytes, at, bigEndian);
    const size = read16(bytes, at + 2, bigEndian);
    if (code === END_OF_OPTIONS) break;
    at += OPTION_HEADER_LENGTH;
    if (at + size > end) {
      problem = `expected option ${code} with up to ${end - at} bytes, found ${size}`;
      break;
    }
    if (code === IF_TSRESOL && size === 1) resolution = readU8(bytes, at);
    else if (code === IF_TSOFFSET && size === 8) offsetSeconds = readSigned64(bytes, at, bigEndian);
    else if (code === IF_TSRESOL || code === IF_TSOFFSET) problem = wrongLength(code, size);
    at += (size + 3) & ~3;
  }
  const linkType = read16(bytes, start + 8, bigEndian);
  const snapLength = read32(bytes, start + 12, bigEndian);
  return { description: new PcapngInterface(linkType, snapLength, resolution, offsetSeconds), problem };
}

/** The options of an Interface Description Block, without if_tsresol and if_tsoffset. */
export function readInterfaceOptions(
  bytes: Uint8Array,
  start: number,
  length: number,
  bigEndian: boolean,
): CaptureOption[] {
  const end = start + length - 4;
  const options = readOptions(bytes, start + OPTIONS_START, end, bigEndian, INTERFACE_WORDS);
  return options.filter(({ code }) => code !== IF_TSRESOL && code !== IF_TSOFFSET);
}

function wrongLength(code: number, size: number): string {
  return code === IF_TSRESOL
    ? `expected if_tsresol to have 1 byte, found ${size}`
    : `expected if_tsoffset to have 8 bytes, found ${size}`;
}

function readSigned64(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(at, !bigEndian));
}
